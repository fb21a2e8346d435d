// What steps note about each person, in models that ask for it: numbers and labels that later requests of the same
// person read. State of a run, unlike all else that is known of persons.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/core/huge_pages.h"
#include "engine/des/request.h"
#include "engine/model/model.h"

namespace draagkracht {

// A request of nobody reads what everyone begins with, and what it sets is forgotten.
class PersonValues {
 public:
  // Of so many persons, those who come later among them. `model` must outlive this.
  PersonValues(const Model& model, std::size_t persons)
      : model_(&model), numbers_of_each_(model.person_values.size()), labels_of_each_(model.person_labels.size()) {
    numbers_.reserve(persons * numbers_of_each_);
    for (std::size_t person = 0; numbers_of_each_ > 0 && person < persons; ++person) {
      for (const Model::Global& number : model.person_values) numbers_.push_back(number.value);
    }
    labels_.resize(persons * labels_of_each_);
  }

  // Of Model::person_values.
  double number(std::uint32_t person, Index number) const {
    return person == nobody ? model_->person_values[number].value : numbers_[person * numbers_of_each_ + number];
  }
  void set_number(std::uint32_t person, Index number, double value) {
    if (person != nobody) numbers_[person * numbers_of_each_ + number] = value;
  }

  bool any_labels() const { return labels_of_each_ > 0; }
  // Of Model::person_labels; everyone begins with the first one.
  std::uint8_t label(std::size_t person, std::size_t which) const { return labels_[person * labels_of_each_ + which]; }
  void set_label(std::uint32_t person, std::size_t which, std::uint8_t label) {
    if (person != nobody) labels_[person * labels_of_each_ + which] = label;
  }

  template <class F>
  void visit(F&& f) {
    auto& [model, numbers_of_each, labels_of_each, numbers, labels] = *this;
    f("person_values.numbers", numbers);
    f("person_values.labels", labels);
  }

 private:
  const Model* model_;
  std::size_t numbers_of_each_, labels_of_each_;
  HugePageVector<double> numbers_;       // axes: person, number
  HugePageVector<std::uint8_t> labels_;  // axes: person, label
};

}  // namespace draagkracht
