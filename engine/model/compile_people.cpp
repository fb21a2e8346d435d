// What people are made of: that its names can be bound and its numbers read. engine/population reads it again, to make
// people of it.
#include <algorithm>
#include <map>
#include <optional>

#include "engine/model/compile_parts.h"
#include "engine/model/labelled_attribute.h"
#include "engine/scenario/attribute_labels.h"

namespace draagkracht {
namespace {

constexpr int score_kind = 4;

const Named<AttributeSpec>& spec_of(const Binder& binder, const std::string& name) {
  const auto& all = binder.scenario.attributes;
  return *std::find_if(all.begin(), all.end(), [&](const auto& attribute) { return attribute.name == name; });
}

// The keys of one attribute of kind score.
class ScoreCheck {
 public:
  ScoreCheck(Binder& binder, std::size_t attribute)
      : b_(binder),
        attribute_(attribute),
        name_(binder.model.attributes[attribute]),
        spec_(spec_of(binder, name_).item),
        where_(spec_of(binder, name_).where),
        path_("attribute." + name_) {}

  void run() {
    if (spec_.points.empty()) b_.issues.add(where_, path_ + ".points", "is missing", "a score adds points");
    std::vector<std::pair<LabelledAttribute, std::string>> known;
    for (const auto& [key, points] : spec_.points) {
      const std::string path = path_ + ".points." + key;
      const Location& where = points.parameter.value.empty() ? points.number.where : points.parameter.where;
      check_labelled({key, where}, path);
      check_once(key, where, path, known);
      b_.settled(points, path, Reading::enrolment);
    }
    check_thresholds();
    for (const auto& [name, where, exception] : spec_.exceptions)
      check_exception(exception, where, path_ + ".exception." + name);
  }

 private:
  // An attribute that a score may read; -1 and an issue if there is none.
  int readable(const Name& name, const std::string& path) {
    std::vector<std::string> known;
    for (std::size_t a = 0; a < b_.model.attributes.size(); ++a) {
      if (a < attribute_ || spec_of(b_, b_.model.attributes[a]).item.kind != score_kind)
        known.push_back(b_.model.attributes[a]);
    }
    const auto other = place_of(b_.model.attributes, name.value);
    if (!other || place_of(known, name.value)) {
      b_.use("attribute", name.value);
      return b_.find(name, known, "attribute", path) < 0 ? -1 : static_cast<int>(*other);
    }
    b_.issues.add(name.where, path, "attribute " + quoted(name.value) + " is a score, and no earlier one",
                  "scores are added up in the order in which they are written");
    return -1;
  }

  void check_labelled(const Name& text, const std::string& path) {
    const auto [name, label] = attribute_and_label(text.value);
    const int attribute = readable({name, text.where}, path);
    if (attribute < 0 || find_labelled_attribute(b_.model, text.value)) return;
    const std::vector<std::string>& labels = b_.model.attribute_labels[static_cast<std::size_t>(attribute)];
    if (!label.empty()) {
      b_.find({label, text.where}, labels, "label", path);
      return;
    }
    b_.issues.add(text.where, path,
                  "names no label of " + quoted(name) + ", which has " + std::to_string(labels.size()),
                  "only of two labels the second is meant", "Write \"" + name + "=" + labels.back() + "\"");
  }

  // Points of one label under two names of it, such as "smokes" and "smokes=yes".
  void check_once(const std::string& key, const Location& where, const std::string& path,
                  std::vector<std::pair<LabelledAttribute, std::string>>& known) {
    const std::optional<LabelledAttribute> of = find_labelled_attribute(b_.model, key);
    if (!of) return;
    for (const auto& [other, its_key] : known) {
      if (other.attribute != of->attribute || other.label != of->label) continue;
      b_.issues.add(where, path, "names the label of " + quoted(its_key) + " again", "a label has its points once",
                    "Write the sum in one of them");
      return;
    }
    known.emplace_back(*of, key);
  }

  // The fewest and the most points that anybody can have, if all are written as numbers.
  std::optional<std::pair<double, double>> reach() const {
    std::map<std::size_t, std::vector<double>> points;  // attribute -> of its labels
    for (const auto& [key, value] : spec_.points) {
      const std::optional<LabelledAttribute> of = find_labelled_attribute(b_.model, key);
      if (!of || !value.parameter.value.empty()) return {};
      std::vector<double>& its = points[of->attribute];
      its.resize(b_.model.attribute_labels[of->attribute].size(), 0.0);
      its[of->label] = value.number.value;
    }
    std::pair<double, double> sum{0, 0};
    for (const auto& [attribute, its] : points) {
      sum.first += *std::min_element(its.begin(), its.end());
      sum.second += *std::max_element(its.begin(), its.end());
    }
    return sum;
  }

  void check_reach() {
    const std::optional<std::pair<double, double>> points = reach();
    if (!points) return;
    constexpr double rounding = 1e-9;  // as when points are added up
    for (const Located<double>& from : spec_.from_points) {
      if (from.value > points->second + rounding)
        b_.issues.add(from.where, path_ + ".from_points", "nobody can have " + short_number(from.value) + " points",
                      "all together are at most " + short_number(points->second));
      if (from.value <= points->first + rounding)
        b_.issues.add(from.where, path_ + ".from_points", "everybody has " + short_number(from.value) + " points",
                      "all together are at least " + short_number(points->first) + ", so the label before is nobody's");
    }
  }

  void check_thresholds() {
    const std::vector<Located<double>>& from = spec_.from_points;
    if (from.empty()) {
      b_.issues.add(where_, path_ + ".from_points", "is missing", "it says at which points each further label begins");
      return;
    }
    for (std::size_t i = 1; i < from.size(); ++i) {
      if (from[i].value > from[i - 1].value) continue;
      b_.issues.add(from[i].where, path_ + ".from_points", "does not rise", "labels follow each other by their points");
      return;
    }
    check_reach();
  }

  void check_exception(const ScoreExceptionSpec& exception, const Location& where, const std::string& path) {
    const int least = label_of(exception.at_least, path + ".at_least");
    const int most = label_of(exception.at_most, path + ".at_most");
    if (exception.at_least.value.empty() && exception.at_most.value.empty())
      b_.issues.add(where, path, "names no label", "`at_least` or `at_most` says which one they have");
    if (least >= 0 && most >= 0 && least > most)
      b_.issues.add(exception.at_most.where, path + ".at_most", "comes before `at_least`", "no label is both");
    const int last = static_cast<int>(b_.model.attribute_labels[attribute_].size()) - 1;
    const bool any = !exception.at_least.value.empty() || !exception.at_most.value.empty();
    const bool bound = (!exception.at_least.value.empty() && least != 0) ||
                       (!exception.at_most.value.empty() && most != last);  // -1: it was refused already
    if (any && !bound)
      b_.issues.add(exception.at_least.value.empty() ? exception.at_most.where : exception.at_least.where, path,
                    "changes nothing", "every label is at least the first and at most the last");
    for (const auto& [name, labels] : exception.where) {
      const std::string key = path + ".where." + name;
      const Location& place = labels.empty() ? where : labels.front().where;
      const int attribute = readable({name, place}, key);
      if (attribute < 0) continue;
      for (const Name& label : labels)
        b_.find(label, b_.model.attribute_labels[static_cast<std::size_t>(attribute)], "label", key);
    }
  }

  int label_of(const Name& label, const std::string& path) {
    return label.value.empty() ? -1 : b_.find(label, b_.model.attribute_labels[attribute_], "label", path);
  }

  Binder& b_;
  std::size_t attribute_;
  const std::string& name_;
  const AttributeSpec& spec_;
  const Location& where_;
  std::string path_;
};

constexpr char no_lives[] = "has no effect: people stay as they are";
constexpr char give_lives[] = "Give the population lives ([population.lives]), or take this out";

void compile_lives(Binder& binder) {
  const LivesSpec& lives = binder.scenario.population.lives;
  for (const auto& [name, where, spec] : binder.scenario.attributes) {
    if (!lives.set && !spec.begins.value.empty())
      binder.issues.add(spec.begins.where, "attribute." + name + ".begins", no_lives, "", give_lives);
    if (!lives.set && spec.at_birthdays)
      binder.issues.add(where, "attribute." + name + ".at_birthdays", no_lives, "", give_lives);
    if (!lives.set && is_before_event(spec.kind))
      binder.issues.add(where, "attribute." + name, no_lives, "nobody dies or gives birth", give_lives);
  }
  if (!lives.set) return;
  const auto read = [&](const Value& value, const std::string& key) {
    binder.settled(value, "population.lives." + key, Reading::enrolment);
  };
  read(lives.stays_in_region, "stays_in_region");
  read(lives.keeps_place, "keeps_place");
  read(lives.keeps_place_between, "keeps_place_between");
  read(lives.trend, "trend");
}

}  // namespace

bool refuse_before_event(Binder& binder, const Name& attribute, const std::string& path, const std::string& reader) {
  if (!place_of(binder.model.attributes, attribute.value)) return false;
  if (!is_before_event(spec_of(binder, attribute.value).item.kind)) return false;
  binder.use("attribute", attribute.value);
  binder.issues.add(attribute.where, path, "attribute " + quoted(attribute.value) + " goes before a death or birth",
                    reader + " is settled before these are known");
  return true;
}

void compile_people(Binder& binder) {
  const auto read = [&](const Value& value, const std::string& path) {
    binder.settled(value, path, Reading::enrolment);
  };
  for (std::size_t a = 0; a < binder.model.attributes.size(); ++a) {
    const auto& [name, where, spec] = spec_of(binder, binder.model.attributes[a]);
    const std::string path = "attribute." + name;
    for (const auto& [other, odds] : spec.odds) read(odds, path + ".odds." + other);
    for (const auto& [other, weight] : spec.basis) read(weight, path + ".basis." + other);
    read(spec.share, path + ".share");
    read(spec.age_factor.scale, path + ".age_factor.scale");
    if (spec.kind == score_kind) ScoreCheck(binder, a).run();
    if (is_before_event(spec.kind)) read(spec.factor, path + ".factor");
    binder.model.attribute_times.push_back(
        is_before_event(spec.kind) && spec.time.set ? compile_law(binder, spec.time, path + ".time", 60'000) : none);
  }
  for (Model::PersonNumber& number : binder.model.person_numbers) {
    const AttributeSpec& spec = spec_of(binder, number.name).item;
    const std::string path = "attribute." + number.name;
    if (spec.law.set) number.law = compile_law(binder, spec.law, path + ".law", 1);
    read(spec.factor, path + ".factor");
    read(spec.lookup.scale, path + ".lookup.scale");
    for (const Name& by : spec.lookup.by) refuse_before_event(binder, by, path + ".lookup.by", "a number of persons");
  }
  for (const auto& [name, where, spec] : binder.scenario.needs) {
    const std::string path = "need." + name;
    read(spec.shape, path + ".shape");
    read(spec.correlation, path + ".correlation");
    read(spec.raise, path + ".raise");
    read(spec.persistence, path + ".persistence");
    const Location& changes =
        spec.persistence.parameter.value.empty() ? spec.persistence.number.where : spec.persistence.parameter.where;
    if (!binder.scenario.population.lives.set && changes.line > 0)
      binder.issues.add(changes, path + ".persistence", no_lives, "", give_lives);
  }
  compile_lives(binder);
}

}  // namespace draagkracht
