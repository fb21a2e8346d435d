// Days on which a stream of persons is not as on others of their type: factors by type of day, and what becomes of what
// arises on holidays on which it is closed. Binds what a stream says of them, once, and applies it to each of its
// entries.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/binder.h"
#include "engine/model/streams.h"

namespace draagkracht {

class StreamDays {
 public:
  // `labels`: of the variable that the stream draws; none if it draws none.
  StreamDays(Binder& binder, const Named<StreamSpec>& stream, const std::vector<std::string>& labels);

  // Sets all days of an entry, whose profile is known, of this label.
  void apply(const std::string& label, DemandEntry& entry) const;
  // The highest product of factors that hold at once for this label, at least 1.
  double most_for(const std::string& label) const;

 private:
  struct Factor {
    const Named<DayFactorSpec>* written = nullptr;
    std::vector<std::string> on;    // types of days
    std::vector<std::string> only;  // labels; none: all
    double factor = 1;
    std::array<bool, 24> hours{};  // in which it holds
    int like = -1;                 // day type whose profile holds; -1: as without

    bool holds_on(const std::string& type) const;
    bool holds_for(const std::string& label) const;
  };

  void compile_parts(const std::string& path);
  void compile_factor(const Named<DayFactorSpec>& named, const std::string& path,
                      const std::vector<std::string>& labels);
  void refuse_two_profiles(const std::string& path);
  void check_product(const std::vector<std::string>& labels, const std::string& path);
  // The factors of a day of this type, times each other. Axis: hour.
  std::array<double, 24> product_on(const std::string& type, const std::string& label) const;
  // The profile of a day that is not as others of its type, or none.
  Index profile_on(std::int32_t day, const std::string& label, const DemandEntry& entry) const;
  bool is_holiday(std::int32_t day) const;

  Binder& b_;
  const StreamSpec& spec_;
  std::int32_t days_ = 0;        // of the run
  std::vector<Factor> factors_;  // by name, so that their product does not depend on the order in the file
  std::vector<ClosedDayPart> parts_;
};

}  // namespace draagkracht
