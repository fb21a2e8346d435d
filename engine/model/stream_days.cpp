#include "engine/model/stream_days.h"

#include <algorithm>

#include "engine/core/limits.h"
#include "engine/model/compile.h"
#include "engine/model/compile_parts.h"

namespace draagkracht {
namespace {

// The whole hours of a day that a text names; an issue if it names parts of hours.
std::array<bool, 24> whole_hours(const Name& text, const std::string& path, Issues& issues) {
  std::array<bool, 24> hours{};
  if (text.value.empty()) {
    hours.fill(true);
    return hours;
  }
  const std::vector<DaySchedule::Change> changes = parse_hours(text, path, issues);
  if (std::any_of(changes.begin(), changes.end(), [](const auto& change) { return change.ms % one_hour.ms != 0; }))
    issues.add(text.where, path, "begins or ends inside an hour", "demand is told by the hour");
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::int64_t to = i + 1 < changes.size() ? changes[i + 1].ms : one_day.ms;
    for (std::int64_t h = changes[i].ms / one_hour.ms; h < to / one_hour.ms && changes[i].level > 0; ++h)
      hours[static_cast<std::size_t>(h)] = true;
  }
  return hours;
}

}  // namespace

StreamDays::StreamDays(Binder& binder, const Named<StreamSpec>& stream, const std::vector<std::string>& labels)
    : b_(binder),
      spec_(stream.item),
      days_(static_cast<std::int32_t>((binder.model.horizon_ms + one_day.ms - 1) / one_day.ms)) {
  const std::string path = "stream." + stream.name;
  if (!spec_.on_closed_days.empty() && b_.scenario.run.holidays.value.empty())
    b_.issues.add(stream.where, path + ".on_closed_days", "stands without run.holidays",
                  "no day of the run is a holiday", "Name a table of dates in run.holidays");
  if (!spec_.on_closed_days.empty()) compile_parts(path);
  for (const auto& named : spec_.day_factors) compile_factor(named, path + ".day_factor." + named.name, labels);
  std::sort(factors_.begin(), factors_.end(),
            [](const Factor& a, const Factor& b) { return a.written->name < b.written->name; });
  refuse_two_profiles(path + ".day_factor.");
  check_product(labels, path + ".day_factor.");
}

bool StreamDays::Factor::holds_on(const std::string& type) const {
  return std::find(on.begin(), on.end(), type) != on.end();
}

bool StreamDays::Factor::holds_for(const std::string& label) const {
  return only.empty() || std::find(only.begin(), only.end(), label) != only.end();
}

// A day that is like two others at once.
void StreamDays::refuse_two_profiles(const std::string& path) {
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Factor &one = factors_[i], &other = factors_[j];
      if (one.like < 0 || other.like < 0 || one.like == other.like) continue;
      const auto both =
          std::find_if(one.on.begin(), one.on.end(), [&](const std::string& type) { return other.holds_on(type); });
      const bool alike = one.only.empty() || other.only.empty() ||
                         std::any_of(one.only.begin(), one.only.end(),
                                     [&](const std::string& label) { return other.holds_for(label); });
      if (both == one.on.end() || !alike) continue;
      const DayFactorSpec& spec = one.written->item;
      b_.issues.add(spec.like.where, path + one.written->name + ".like",
                    "is another than that of day_factor " + quoted(other.written->name),
                    "both hold on a day of type " + quoted(*both) + ", which has one profile",
                    "`like` in one of them, or `only` with other labels in each");
    }
  }
}

// Several factors that hold at once are bound as one is.
void StreamDays::check_product(const std::vector<std::string>& labels, const std::string& path) {
  for (const Factor& factor : factors_) {
    for (const std::string& label : labels.empty() ? std::vector<std::string>{""} : labels) {
      if (!factor.holds_for(label)) continue;
      for (const std::string& type : factor.on) {
        const std::array<double, 24> product = product_on(type, label);
        const double most = *std::max_element(product.begin(), product.end());
        if (!(most > limits::day_factor * (1 + 1e-9))) continue;
        b_.issues.add(factor.written->where, path + factor.written->name,
                      "is part of a product of " + short_number(most) + " on a day of type " + quoted(type),
                      "factors that hold at once multiply, to at most " + short_number(limits::day_factor));
        return;
      }
    }
  }
}

std::array<double, 24> StreamDays::product_on(const std::string& type, const std::string& label) const {
  std::array<double, 24> product;
  product.fill(1);
  for (const Factor& factor : factors_) {
    if (!factor.holds_on(type) || !factor.holds_for(label)) continue;
    for (std::size_t h = 0; h < 24; ++h) product[h] *= factor.hours[h] ? factor.factor : 1;
  }
  return product;
}

double StreamDays::most_for(const std::string& label) const {
  double most = 1;
  for (const Factor& factor : factors_) {
    for (const std::string& type : factor.on) {
      const std::array<double, 24> product = product_on(type, label);
      most = std::max(most, *std::max_element(product.begin(), product.end()));
    }
  }
  return most;
}

// Those that are put off, then the others by name: which of them a random number picks does not depend on the file.
void StreamDays::compile_parts(const std::string& path) {
  std::vector<const ValueMap::value_type*> written;
  for (const auto& part : spec_.on_closed_days) written.push_back(&part);
  std::sort(written.begin(), written.end(), [](const auto* a, const auto* b) {
    const auto key = [](const auto* part) { return std::pair(part->first != "next_opening", part->first); };
    return key(a) < key(b);
  });
  double most = 0;
  for (const auto* part : written) {
    const auto& [name, value] = *part;
    const Location& where = value.parameter.value.empty() ? value.number.where : value.parameter.where;
    const std::string key = path + ".on_closed_days." + name;
    ClosedDayPart& made = parts_.emplace_back();
    made.deferred = name == "next_opening";
    double share = made.share = value.number.value;
    made.enters = made.deferred
                      ? step_of(b_, spec_.deferred_enters.value.empty() ? spec_.enters : spec_.deferred_enters, "",
                                path + ".deferred_enters")
                      : step_of(b_, {name, where}, "", key);
    if (!value.parameter.value.empty()) {
      made.parameter = b_.plain_parameter(value.parameter, key, Reading::demand);
      if (made.parameter != none) share = b_.model.parameters[made.parameter].most;
    }
    most += share;
    if (most > 1 + 1e-9) {
      b_.issues.add(where, path + ".on_closed_days", "adds up to " + short_number(most),
                    "these are shares of what arises, levers on parameters included; what they leave passes");
      return;
    }
  }
}

void StreamDays::compile_factor(const Named<DayFactorSpec>& named, const std::string& path,
                                const std::vector<std::string>& labels) {
  const DayFactorSpec& spec = named.item;
  if (b_.scenario.run.day_types.value.empty()) {
    b_.issues.add(named.where, path, "stands without run.day_types", "no day has a type that could be named");
    return;
  }
  std::vector<std::string> known;
  for (const auto& [date, type] : b_.day_types) {
    if (std::find(known.begin(), known.end(), type) == known.end()) known.push_back(type);
  }
  Factor factor;
  factor.written = &named;
  for (const Name& type : spec.on) {
    if (b_.find(type, known, "day type", path + ".on") >= 0) factor.on.push_back(type.value);
  }
  for (const Name& label : spec.only) {
    b_.find(label, labels, "label of the drawn variable", path + ".only");
    factor.only.push_back(label.value);
  }
  factor.factor = b_.settled(spec.factor, path + ".factor");
  factor.hours = whole_hours(spec.hours, path + ".hours", b_.issues);
  if (!spec.like.value.empty()) {
    const std::vector<std::size_t> types = types_of_day(b_, spec.like, path + ".like");
    if (types.size() > 1)
      b_.issues.add(spec.like.where, path + ".like", "names several days", "a profile is that of one");
    if (types.size() == 1) factor.like = static_cast<int>(types[0]);
  }
  factors_.push_back(std::move(factor));
}

bool StreamDays::is_holiday(std::int32_t day) const {
  return std::binary_search(b_.model.holidays.begin(), b_.model.holidays.end(), b_.model.start_day + day);
}

Index StreamDays::profile_on(std::int32_t day, const std::string& label, const DemandEntry& entry) const {
  Model& model = b_.model;
  const std::int64_t date = model.start_day + day;
  const bool holiday = is_holiday(day);
  int type = holiday && parts_.empty() ? sunday : weekday_of(date);
  bool special = holiday && !parts_.empty();
  const auto found = std::lower_bound(b_.day_types.begin(), b_.day_types.end(), std::pair(date, std::string()));
  const bool typed = found != b_.day_types.end() && found->first == date;
  for (const Factor& factor : factors_) {
    if (!typed || !factor.holds_on(found->second) || !factor.holds_for(label)) continue;
    special = true;
    if (factor.like >= 0) type = factor.like;
  }
  if (!special) return none;
  const std::array<double, 24> factors = product_on(typed ? found->second : "", label);
  const WeekProfile& week = model.profiles[entry.profile];
  const auto of_type = static_cast<std::size_t>(type);
  DayProfile profile;
  double upto = 0;  // in shares of the day as it would be without factors
  for (std::size_t h = 0; h < 24; ++h) {
    upto += (week.hours[of_type][h + 1] - week.hours[of_type][h]) * factors[h];
    profile.hours[h + 1] = upto;
  }
  profile.share = week.day_share[of_type] * upto;
  for (std::size_t h = 1; h < 25; ++h) profile.hours[h] = upto > 0 ? profile.hours[h] / upto : week.hours[of_type][h];
  profile.hours[24] = 1;
  const auto same = std::find(model.day_profiles.begin(), model.day_profiles.end(), profile);
  if (same != model.day_profiles.end()) return static_cast<Index>(same - model.day_profiles.begin());
  model.day_profiles.push_back(profile);
  return static_cast<Index>(model.day_profiles.size() - 1);
}

void StreamDays::apply(const std::string& label, DemandEntry& entry) const {
  if (entry.profile >= b_.model.profiles.size()) return;  // its table could not be read: that was said
  std::vector<Index> profiles;
  bool any = false;
  for (std::int32_t day = 0; day < days_ && (!parts_.empty() || !factors_.empty()); ++day) {
    profiles.push_back(profile_on(day, label, entry));
    any = any || profiles.back() != none;
  }
  if (any) entry.day_profiles = std::move(profiles);
  if (parts_.empty()) return;
  entry.closed_on_holidays = true;
  entry.closed_parts = parts_;
  if (spec_.deferred_over.where.line != 0)
    entry.deferred_over_ms = static_cast<std::int64_t>(spec_.deferred_over.value + 0.5);
  // From the last day on: the next day on which it is open.
  entry.opens.assign(static_cast<std::size_t>(days_), -1);
  std::int32_t next = days_;
  for (std::int32_t day = days_; day-- > 0;) {
    const auto at = static_cast<std::size_t>(day);
    const Index special = entry.day_profiles.empty() ? none : entry.day_profiles[at];
    if (is_holiday(day)) {
      entry.opens[at] = next;
    } else if ((special != none ? b_.model.day_profiles[special].share
                                : b_.model.profiles[entry.profile]
                                      .day_share[static_cast<std::size_t>(weekday_of(b_.model.start_day + day))]) > 0) {
      next = day;
    }
  }
}

}  // namespace draagkracht
