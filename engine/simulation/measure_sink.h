// Where results go, one variable after the other. All variables are walked over in one order, once to name them and
// once to fill them; a sink does one of the two, and reads values only if it fills.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace draagkracht {

class MeasureSink {
 public:
  using Values = std::function<std::vector<double>()>;

  virtual ~MeasureSink() = default;

  // What follows has figures of years as well; has not.
  void of_years(bool asked = true) { years_ = asked; }
  void of_whole() { years_ = false; }

  // An axis with labels, or with numbers.
  virtual void dimension(const std::string& name, const std::string& long_name, std::vector<std::string> labels) = 0;
  virtual void numbers(const std::string& name, const std::string& long_name, const std::string& units,
                       std::vector<double> values) = 0;

  void add(const std::string& name, std::vector<std::string> dimensions, const std::string& units,
           const std::string& long_name, const Values& values, const std::string& group = "") {
    take(name, std::move(dimensions), units, long_name, values, group, false);
  }
  // What there is 0 of in a scenario that lacks the label, beside one that has it.
  void add_amount(const std::string& name, std::vector<std::string> dimensions, const std::string& units,
                  const std::string& long_name, const Values& values, const std::string& group = "") {
    take(name, std::move(dimensions), units, long_name, values, group, true);
  }

 protected:
  bool years() const { return years_; }

 private:
  virtual void take(const std::string& name, std::vector<std::string> dimensions, const std::string& units,
                    const std::string& long_name, const Values& values, const std::string& group, bool is_amount) = 0;

  bool years_ = false;
};

}  // namespace draagkracht
