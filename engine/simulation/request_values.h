// Numbers that a request carries beside its record and labels, in models whose formulas or measures ask for them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/des/request.h"
#include "engine/model/model.h"

namespace draagkracht {

class RequestValues {
 public:
  explicit RequestValues(const Model& model)
      : numbers_of_model_(model.numbers.size()),
        order_at_(model.numbers.size() + (model.keeps_waits ? 1 : 0)),
        each_(order_at_ + (model.keeps_order ? 1 : 0)),
        keeps_first_arrival_(std::any_of(model.waits.begin(), model.waits.end(), [](const WaitMeasure& wait) {
          return wait.from == WaitMeasure::first_arrival;
        })) {}

  bool any() const { return each_ > 0 || keeps_first_arrival_; }
  // For a new request, which arrived at that ms.
  void clear(const RequestStore& requests, std::uint32_t id) {
    if (each_ > 0) set_all(numbers_, requests.slots(), id, each_, 0.0);
    if (keeps_first_arrival_) set_all(first_arrived_, requests.slots(), id, 1, requests[id].arrived);
  }
  // A child begins with the numbers of its parent. Both must have been cleared.
  void inherit(std::uint32_t child, std::uint32_t parent) {
    if (each_ > 0) std::copy_n(&numbers_[parent * each_], each_, &numbers_[child * each_]);
    if (keeps_first_arrival_) first_arrived_[child] = first_arrived_[parent];
  }

  double& number(std::uint32_t id, Index number) { return numbers_[id * each_ + number]; }
  double number(std::uint32_t id, Index number) const { return numbers_[id * each_ + number]; }
  // Its last wait in a queue, ms; only in a model that keeps waits.
  double& last_wait(std::uint32_t id) { return numbers_[id * each_ + numbers_of_model_]; }
  double last_wait(std::uint32_t id) const { return numbers_[id * each_ + numbers_of_model_]; }
  // What orders it within its class of a queue; only in a model that keeps an order.
  double& order(std::uint32_t id) { return numbers_[id * each_ + order_at_]; }
  double order(std::uint32_t id) const { return numbers_[id * each_ + order_at_]; }
  // When its first parent arrived, ms; only in a model with a measure from there.
  std::int64_t first_arrived(std::uint32_t id) const { return first_arrived_[id]; }

  template <class F>
  void visit(F&& f) {
    auto& [numbers_of_model, order_at, each, keeps_first_arrival, numbers, first_arrived] = *this;
    f("values.numbers", numbers);
    f("values.first_arrived", first_arrived);
  }

 private:
  template <class T>
  static void set_all(std::vector<T>& values, std::size_t requests, std::uint32_t id, std::size_t each, T value) {
    values.resize(std::max(values.size(), requests * each));
    std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(id * each), each, value);
  }

  std::size_t numbers_of_model_;
  std::size_t order_at_;
  std::size_t each_;  // numbers that a request carries: those of the model, its last wait, its order
  bool keeps_first_arrival_;
  std::vector<double> numbers_;              // axes: request, number
  std::vector<std::int64_t> first_arrived_;  // axis: request; ms
};

}  // namespace draagkracht
