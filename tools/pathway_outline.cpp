#include "tools/pathway_outline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "engine/analysis/text_table.h"
#include "engine/model/pathway_graph.h"
#include "engine/scenario/distributions.h"

namespace draagkracht {
namespace {

constexpr std::size_t widest_line = 100;
constexpr std::size_t most_rows = 8;  // of a key that are told one by one

// `first` and then the words of `text`, wrapped; later lines begin with `indent` spaces.
std::string wrapped(std::string first, const std::string& text, std::size_t indent) {
  std::string all, line = std::move(first);
  bool fresh = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (!fresh && text_width(line) + 1 + text_width(word) > widest_line) {
      all += line + '\n';
      line = std::string(indent, ' ');
      fresh = true;
    }
    line += (fresh ? "" : " ") + word;
    fresh = false;
    at = end + 1;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return all + line + '\n';
}

std::string listed(const std::vector<std::string>& texts, const char* between = ", ") {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : between) + text;
  return all;
}

class Outline {
 public:
  Outline(const Scenario& scenario, const Model& model, Language language)
      : scenario_(scenario), model_(model), language_(language) {
    std::size_t at = 1;
    for (const auto& pathway : scenario.pathways) {
      first_.push_back(at);
      at += pathway.item.steps.size();
    }
    first_.push_back(at);
  }

  std::string text() {
    std::string all = pools();
    for (std::size_t p = 0; p < scenario_.pathways.size(); ++p) all += pathway(p);
    return all;
  }

 private:
  std::string say(const char* nl, const char* en) const { return language_ == Language::nl ? nl : en; }

  // With at most three digits behind the point, and none that say nothing.
  std::string number(double value) const {
    if (!std::isfinite(value)) return "∞";
    int decimals = std::abs(value) < 1 ? 4 : decimals_for(value);
    while (decimals > 0 && std::abs(value * std::pow(10, decimals - 1) -
                                    std::round(value * std::pow(10, decimals - 1))) < 1e-6 * std::pow(10, decimals))
      --decimals;
    return number_text(value, decimals, language_);
  }
  std::string percent(double share) const { return number(100 * share) + " %"; }

  // ms in the unit that suits it.
  std::string duration(double ms) const {
    struct Unit {
      double below, ms;
      const char *nl, *en;
    };
    static constexpr std::array<Unit, 4> units = {{{60'000, 1'000, "s", "s"},
                                                   {7'200'000, 60'000, "min", "min"},
                                                   {172'800'000, 3'600'000, "uur", "h"},
                                                   {INFINITY, 86'400'000, "dagen", "days"}}};
    if (ms == 0) return "0 min";
    const Unit& unit = *std::find_if(units.begin(), units.end(), [&](const Unit& u) { return ms < u.below; });
    return number(ms / unit.ms) + ' ' + say(unit.nl, unit.en);
  }
  std::string durations(double low, double high) const {
    return low == high ? duration(low) : duration(low) + say(" tot ", " to ") + duration(high);
  }

  std::string law(DistributionKind kind) const {
    const DistributionText& text = distributions()[static_cast<std::size_t>(kind)];
    return std::string(language_ == Language::nl ? text.nl : text.en);
  }
  std::string law(Index table) const {
    const QuantileTable& time = *model_.times[table];
    return law(time.kind()) + ' ' + duration(time.mean());
  }

  const std::vector<std::string>& labels_of(LabelSource source) const {
    return source.kind == LabelSource::person ? model_.attribute_labels[source.index]
                                              : model_.variable_labels[source.index];
  }
  std::string name_of(LabelSource source) const {
    return source.kind == LabelSource::person ? model_.attributes[source.index] : model_.variables[source.index];
  }
  std::string names_of(const TableKey& key) const {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < key.size; ++k) {
      if (key.parts[k].source.kind != LabelSource::constant) names.push_back(name_of(key.parts[k].source));
    }
    return listed(names);
  }
  // The labels of one row of a key: "short", "short/huisarts".
  std::string row_name(const TableKey& key, std::size_t row) const {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < key.size; ++k) {
      if (key.parts[k].source.kind == LabelSource::constant) continue;
      const std::vector<std::string>& labels = labels_of(key.parts[k].source);
      names.push_back(labels[row / key.parts[k].stride % labels.size()]);
    }
    return listed(names, "/");
  }

  // A parameter with its value, or its values.
  std::string parameter(Index index) const {
    const Parameter& what = model_.parameters[index];
    const auto [low, high] = std::minmax_element(what.values.begin(), what.values.end());
    return what.name + " (" + (*low == *high ? number(*low) : number(*low) + say(" tot ", " to ") + number(*high)) +
           ")";
  }

  std::string time(const TimeSource& time) const {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < time.tables.size(); ++row) {
      if (time.tables[row] != none) rows.push_back(row);
    }
    std::string text;
    const std::string keys = names_of(time.key);
    if (time.formula != none) {
      text = model_.formulas[time.formula].text;
    } else if (keys.empty() && !rows.empty()) {
      text = law(time.tables[rows[0]]);
    } else if (!rows.empty() && rows.size() <= most_rows) {
      std::vector<std::string> laws;
      for (const std::size_t row : rows) laws.push_back(row_name(time.key, row) + ' ' + law(time.tables[row]));
      text = say("per ", "by ") + keys + ": " + listed(laws, "; ");
    } else if (!rows.empty()) {
      std::vector<double> means;
      for (const std::size_t row : rows) means.push_back(model_.times[time.tables[row]]->mean());
      const auto [low, high] = std::minmax_element(means.begin(), means.end());
      text = say("per ", "by ") + keys + ": " + law(model_.times[time.tables[rows[0]]]->kind()) + ' ' +
             durations(*low, *high);
    }
    if (time.scale != none) text += " × (" + model_.formulas[time.scale].text + ')';
    if (time.factor == none) return text;
    if (time.base != 0) return text + " (" + model_.parameters[time.factor].name + ')';  // the law is made with it
    return text + (keys.empty() ? "" : say("; alle", "; all")) + " × " + parameter(time.factor);
  }

  std::string many_at_once(const PoolKind& pool) const {
    if (pool.servers >= unlimited_servers) return say("onbeperkt", "unlimited");
    if (pool.staff.any) return say("personeel", "staff");
    if (!pool.roster.parts.empty()) return say("rooster", "roster");
    if (pool.capacity != none) return model_.formulas[pool.capacity].text;
    if (pool.servers >= 0) return number(pool.servers);
    std::int32_t most = 0;
    for (const auto& day : model_.schedules[pool.schedule].changes) {
      for (const DaySchedule::Change& change : day) most = std::max(most, change.level);
    }
    return say("hoogstens ", "at most ") + number(most);
  }

  std::string pools() const {
    std::size_t width = 0;
    for (const PoolKind& pool : model_.pools) width = std::max(width, text_width(pool.name));
    std::string all = say("Tijden zijn gemiddelden; tijden en kansen zijn die zonder hefbomen.",
                          "Times are means; times and chances are those without levers.");
    all += "\n\nPools\n";
    for (const PoolKind& pool : model_.pools) {
      std::vector<std::string> what{many_at_once(pool)};
      if (pool.group != none) {
        what[0] += " per " + model_.groups[pool.group].name;
      } else if (pool.scope != 0) {
        what[0] += " per " + model_.scopes[pool.scope].name;
      }
      if (pool.schedule != none) what.push_back(say("op uren ", "in hours ") + model_.schedule_names[pool.schedule]);
      if (pool.queue_limit != 0xffff)
        what.push_back(say("rij hoogstens ", "queue at most ") + number(pool.queue_limit));
      if (pool.has_book) what.push_back(say("afsprakenboek", "appointment book"));
      if (pool.overtime) what.push_back(say("werkt de rij af", "serves who waits at closing time"));
      if (pool.hands_over) what.push_back(say("draagt over bij sluiten", "hands over at closing time"));
      if (pool.on_closed != none) what.push_back(say("gesloten → ", "closed → ") + model_.step_names[pool.on_closed]);
      if (pool.ageing_ms > 0)
        what.push_back(say("naar voren na ", "comes forward after ") + duration(static_cast<double>(pool.ageing_ms)));
      if (pool.rules.preemptible != 0) what.push_back(say("onderbreekbaar", "can be interrupted"));
      if (!pool.limits.empty()) what.push_back(say("grenzen per prioriteit", "limits by priority"));
      const std::string gap(width - text_width(pool.name), ' ');
      all += wrapped("  " + pool.name + gap + "  ", listed(what), width + 8);
    }
    return all;
  }

  // How a step is called on another one's line: without its pathway if that is the same.
  std::string target(Index step, std::size_t pathway) const {
    const std::string& name = model_.step_names[step];
    return step >= first_[pathway] && step < first_[pathway + 1] ? name.substr(name.find('.') + 1) : name;
  }

  std::string pathway(std::size_t p) const {
    const auto& [name, where, spec] = scenario_.pathways[p];
    std::size_t width = 0;
    for (const auto& step : spec.steps) width = std::max(width, std::min<std::size_t>(text_width(step.name), 24));
    const std::size_t indent = 2 + width + 2;
    std::string all = say("\nPad ", "\nPathway ") + name + '\n';
    for (std::size_t i = 0; i < spec.steps.size(); ++i) {
      const auto index = static_cast<Index>(first_[p] + i);
      const std::string& step = spec.steps[i].name;
      const std::string gap(width > text_width(step) ? width - text_width(step) : 0, ' ');
      all += wrapped("  " + step + gap + "  ", what(model_.steps[index]), indent + 4);
      for (const std::string& line : ways(index, p, i + 1 < spec.steps.size()))
        all += wrapped(std::string(indent + 2, ' '), line, indent + 6);
    }
    return all;
  }

  std::string pool(const PoolChoice& choice) const {
    if (choice.source.kind != LabelSource::constant)
      return say("de pool van ", "the pool of ") + name_of(choice.source);
    const PoolKind& pool = model_.pools[choice.pools[0]];
    if (pool.staff.any || !pool.roster.parts.empty()) return pool.name;
    return pool.name + " (" + many_at_once(pool) + ")";
  }

  std::string priority(const SeizeStep& seize) const {
    if (seize.priority_source.kind != LabelSource::constant)
      return say(", prioriteit naar ", ", priority by ") + name_of(seize.priority_source);
    return seize.classes[0] == 0 ? "" : fmt::format("{}{}", say(", prioriteit ", ", priority "), seize.classes[0]);
  }

  std::string draw(const DrawStep& draw) const {
    const std::vector<std::string>& labels = model_.variable_labels[draw.variable];
    std::string text = say("trekt ", "draws ") + model_.variables[draw.variable];
    if (draw.error != none)
      return text + ": " + name_of(draw.error_of) + say(", soms een ernaast: ", ", sometimes one off: ") +
             parameter(draw.error);
    const std::vector<double> shares = model_.choices[draw.choices].shares();
    const std::size_t rows = shares.size() / labels.size();
    const std::string keys = names_of(draw.key);
    if (!keys.empty()) text += say(" per ", " by ") + keys;
    if (rows * labels.size() > 3 * most_rows) return text;
    for (std::size_t row = 0; row < rows; ++row) {
      std::vector<std::string> parts;
      for (std::size_t i = 0; i < labels.size(); ++i) {
        const double share = shares[row * labels.size() + i];
        if (share > 0) parts.push_back(labels[i] + ' ' + percent(share));
      }
      text += (row == 0 ? ": " : "; ") + (keys.empty() ? "" : row_name(draw.key, row) + ' ') + listed(parts);
    }
    return text;
  }

  std::string chance(const ChanceStep& chance) const {
    std::string text = say("kans ", "chance ");
    const std::string keys = names_of(chance.key);
    if (keys.empty()) {
      if (chance.parameter == none) return text + percent(chance.shares[0]);
      return text + (chance.shares[0] == 1 ? "" : percent(chance.shares[0]) + " × ") + parameter(chance.parameter);
    }
    text += say("per ", "by ") + keys + ": ";
    if (chance.shares.size() <= most_rows) {
      std::vector<std::string> rows;
      for (std::size_t row = 0; row < chance.shares.size(); ++row)
        rows.push_back(row_name(chance.key, row) + ' ' + percent(chance.shares[row]));
      text += listed(rows);
    } else {
      const auto [low, high] = std::minmax_element(chance.shares.begin(), chance.shares.end());
      text += percent(*low) + say(" tot ", " to ") + percent(*high);
    }
    return chance.parameter == none ? text : text + " × " + parameter(chance.parameter);
  }

  std::string pools(const std::vector<Index>& kinds) const {
    std::vector<std::string> names;
    for (const Index kind : kinds) names.push_back(model_.pools[kind].name);
    return listed(names);
  }

  // What a step does by the parts of its verb: words for a part, and the part.
  class Sentence : public StepParts {
   public:
    explicit Sentence(const Outline& outline) : o_(outline) {}
    std::string text() const { return text_.empty() && waits_ ? o_.say("wacht", "waits") : text_; }

    void time(TimeRole role, const TimeSource& time) {
      if (role == TimeRole::delay) add(o_.say("wacht ", "waits ") + o_.time(time));
      if (role == TimeRole::accounted) text_ += ": " + o_.time(time);
    }
    void pool(PoolRole role, Index kind) {
      if (role == PoolRole::released) add((text_.empty() ? o_.say("geeft terug: ", "gives back ") : "") + name(kind));
      if (role == PoolRole::accounted) add(o_.say("werk voor ", "work of ") + name(kind));
    }
    void schedule(ScheduleRole role, Index schedule) {
      const std::string& hours = o_.model_.schedule_names[schedule];
      add(role == ScheduleRole::waited_for
              ? o_.say("wacht tot ", "waits until ") + hours + o_.say(" open is", " is open")
              : o_.say("naar uur: ", "by the hour: ") + hours);
    }
    void label(LabelRole role, LabelSource source) {
      if (role == LabelRole::way) add(o_.say("naar ", "by ") + o_.name_of(source));
    }
    void formula(Index formula) { add(o_.say("als ", "if ") + o_.model_.formulas[formula].text); }
    void habit(Index habit) {
      add(o_.say("heeft de gewoonte ", "has the habit ") + o_.model_.diffusions[habit].name + "?");
    }
    void sets(std::uint8_t variable, std::uint8_t label) { add(o_.label_text(variable, label)); }
    void sets_of_person(Index which, std::uint8_t label) {
      const Index attribute = o_.model_.person_labels[which];
      add(o_.model_.attributes[attribute] + " = " + o_.model_.attribute_labels[attribute][label] +
          o_.say(", van de persoon", ", of the person"));
    }
    void copies(std::uint8_t variable, std::uint8_t from) {
      add(o_.model_.variables[variable] + " = " + o_.model_.variables[from]);
    }
    void reallocates() { add(o_.say("herverdeelt taken", "reallocates tasks")); }
    void outcome(Index outcome) { add(o_.say("einde: ", "exit: ") + o_.model_.outcomes[outcome]); }
    void goes_on(WayTime time) { waits_ = time.later; }

   private:
    const std::string& name(Index pool) const { return o_.model_.pools[pool].name; }
    void add(const std::string& words) { text_ += (text_.empty() ? "" : ", ") + words; }

    const Outline& o_;
    std::string text_;
    bool waits_ = false;
  };

  // How long one waits at a step of a verb.
  struct Patience {
    TimeSource operator()(const SeizeStep& step) const { return step.patience; }
    TimeSource operator()(const AwaitStep& step) const { return step.wait.patience; }
    TimeSource operator()(const JoinStep& step) const { return step.wait.patience; }
    TimeSource operator()(const GatherStep& step) const { return step.wait.patience; }
    template <class Verb>
    TimeSource operator()(const Verb&) const {
      return {};
    }
  };

  const std::string& number_name(const NumberPlace& place) const {
    switch (place.of) {
      case NumberPlace::person:
        return model_.person_values[place.index].name;
      case NumberPlace::model:
        return model_.globals[place.index].name;
      case NumberPlace::place:
        return model_.place_numbers[place.index].name;
      case NumberPlace::request:
        break;
    }
    return model_.numbers[place.index];
  }
  std::string label_text(std::uint8_t variable, std::uint8_t label) const {
    return model_.variables[variable] + " = " + model_.variable_labels[variable][label];
  }

  // What a step does. Verbs whose parts are told together have words of their own.
  std::string what(const Step& step) const {
    if (step.kind == StepKind::go) return step.branch == none ? say("verder", "goes on") : say("verdeelt", "divides");
    return model_.verbs.visit(step, [&](const auto& verb) { return what(verb); });
  }
  template <class Verb>
  std::string what(const Verb& verb) const {
    Sentence sentence(*this);
    parts_of(verb, sentence);
    return sentence.text();
  }
  std::string what(const SeizeStep& seize) const {
    std::string text = pool(seize.pool) + priority(seize);
    if (!seize.either.empty())
      text += say(" of wie eerder vrij is: ", " or whoever is free first: ") + pools(seize.either);
    if (!seize.with.empty()) text += say(" samen met ", " together with ") + pools(seize.with);
    if (seize.time.any) text += "; " + say("duur ", "takes ") + time(seize.time);
    if (!seize.hold.empty()) text += "; " + say("houdt vast: ", "holds ") + pools(seize.hold);
    if (seize.after_work.any) text += "; " + say("daarna werk ", "then work ") + time(seize.after_work);
    return text;
  }
  std::string what(const BookStep& book) const {
    return say("afspraak bij ", "appointment with ") + pool(book.pool) +
           (book.same_day ? say(", vandaag", ", today") : "");
  }
  std::string what(const DrawStep& step) const { return draw(step); }
  std::string what(const ChanceStep& step) const { return chance(step); }
  std::string what(const SampleStep& sample) const {
    std::string text = say("trekt ", "draws ") + number_name(sample.number) + ": ";
    if (!sample.values.empty()) return text + say("uit een tabel", "out of a table");
    if (sample.law == none) return text + time(sample.time);
    const QuantileTable& plain = *model_.times[sample.law];
    return text + law(plain.kind()) + ' ' + number(plain.mean());
  }
  std::string what(const AssignStep& assign) const {
    std::vector<std::string> assignments;
    for (const AssignStep::Assignment& a : assign.assignments)
      assignments.push_back(number_name(a.number) + " = " + model_.formulas[a.formula].text);
    return listed(assignments);
  }
  std::string what(const AwaitStep& step) const {
    return say("wacht tot ", "waits until ") + model_.formulas[step.formula].text;
  }
  std::string what(const JoinStep& join) const {
    std::vector<std::string> names;
    for (const Index spawn : join.spawns) names.push_back(model_.step_names[spawn]);
    return say("wacht op wie gemaakt zijn bij ", "waits for those made at ") + listed(names);
  }
  std::string what(const GatherStep& gather) const {
    return say("wacht tot er samen zijn: ", "waits until together are ") +
           (gather.parameter == none ? number(gather.size) : parameter(gather.parameter));
  }
  std::string what(const SpawnStep& spawn) const {
    std::string text = say("maakt een verzoek", "makes a request");
    if (spawn.delay.any) text += say(" na ", " after ") + time(spawn.delay);
    std::vector<std::string> sets;
    for (const SetStep& set : spawn.set) sets.push_back(label_text(set.variable, set.value));
    return text + (sets.empty() ? "" : ", " + listed(sets));
  }

  // Whether what arises on holidays enters here, at once or when the stream opens next.
  bool comes_of_closed_days(const StreamSpec& stream, Index index) const {
    const auto is = [&](const std::string& step) {
      const auto& pathways = scenario_.pathways;
      for (std::size_t p = 0; p < pathways.size(); ++p) {
        if (pathways[p].name == step) return index == first_[p];
      }
      return step == model_.step_names[index];
    };
    return is(stream.deferred_enters.value) || std::any_of(stream.on_closed_days.begin(), stream.on_closed_days.end(),
                                                           [&](const auto& part) { return is(part.first); });
  }

  // What comes in from outside, and each way on save the one to the step below.
  std::vector<std::string> ways(Index index, std::size_t pathway, bool has_below) const {
    std::vector<std::string> lines;
    for (const auto& [name, where, stream] : scenario_.streams) {
      const std::string& enters = stream.enters.value;
      const bool first = index == first_[pathway] && enters == scenario_.pathways[pathway].name;
      if (first || enters == model_.step_names[index]) lines.push_back("← " + name + rate(stream));
      if (comes_of_closed_days(stream, index))
        lines.push_back("← " + name + say(", op gesloten dagen", ", on closed days"));
    }
    const Step& step = model_.steps[index];
    std::vector<std::pair<Index, std::vector<std::string>>> labels;  // step, labels that lead there
    for (const StepEdge& edge : edges_of(model_, index)) {
      if (edge.kind == StepEdge::next && has_below && edge.to == index + 1) continue;
      if (edge.kind != StepEdge::label) {
        lines.push_back(why(step, edge) + "→ " + target(edge.to, pathway));
        continue;
      }
      const std::string& label = labels_of(model_.verbs.select[step.index].source)[edge.which];
      const auto same =
          std::find_if(labels.begin(), labels.end(), [&](const auto& way) { return way.first == edge.to; });
      if (same == labels.end()) {
        labels.push_back({edge.to, {label}});
      } else {
        same->second.push_back(label);
      }
    }
    std::size_t most = 3;  // above it the longest list of labels is "the others"
    for (const auto& way : labels) most = std::max(most, way.second.size());
    bool others = false;
    for (const auto& [to, its] : labels) {
      if (others || its.size() < most || most == 3) {
        lines.push_back(listed(its) + " → " + target(to, pathway));
      } else {
        others = true;
      }
    }
    if (!others) return lines;
    const auto longest =
        std::find_if(labels.begin(), labels.end(), [&](const auto& way) { return way.second.size() == most; });
    lines.push_back(say("anders → ", "otherwise → ") + target(longest->first, pathway));
    return lines;
  }

  std::string rate(const StreamSpec& stream) const {
    if (stream.rate.value > 0) return ": " + number(stream.rate.value * 3'600'000) + say(" per uur", " per hour");
    const auto at = std::find_if(model_.streams.begin(), model_.streams.end(), [&](const Stream& s) {
      return stream.interval.set && s.enters != none && &stream == spec_of(s);
    });
    return at == model_.streams.end() ? "" : say(": om de ", ": every ") + law(at->interval);
  }
  const StreamSpec* spec_of(const Stream& stream) const {
    const auto at = std::find_if(scenario_.streams.begin(), scenario_.streams.end(),
                                 [&](const auto& named) { return named.name == stream.name; });
    return at == scenario_.streams.end() ? nullptr : &at->item;
  }

  std::string branch(const Step& step, const StepEdge& edge) const {
    const Branches& branch = model_.branches[step.branch];
    if (branch.parameters[edge.which] != none) return parameter(branch.parameters[edge.which]) + ' ';
    if (edge.which + std::size_t{1} < branch.to.size()) return percent(branch.shares[edge.which]) + ' ';
    const bool fixed =
        std::all_of(branch.parameters.begin(), branch.parameters.end(), [](Index p) { return p == none; });
    double rest = 1;
    for (std::size_t i = 0; i + 1 < branch.shares.size(); ++i) rest -= branch.shares[i];
    return fixed ? percent(rest) + ' ' : say("rest ", "rest ");
  }

  // What must be for this way to be gone.
  std::string why(const Step& step, const StepEdge& edge) const {
    switch (edge.kind) {
      case StepEdge::next:
        return "";
      case StepEdge::branch:
        return branch(step, edge);
      case StepEdge::yes:
        return say("ja ", "yes ");
      case StepEdge::no:
        return say("nee ", "no ");
      case StepEdge::label:
        return "";
      case StepEdge::open:
        return "open ";
      case StepEdge::closed:
        return say("dicht ", "closed ");
      case StepEdge::otherwise:
        return say("geen pool ter plaatse ", "no pool at the place ");
      case StepEdge::patience:
        return say("geduld ", "patience ") + time(model_.verbs.visit(step, Patience{})) + ' ';
      case StepEdge::first:
        return say("de eerste ", "the first ");
      case StepEdge::pool_closed:
        return model_.pools[edge.which].name + say(" dicht ", " closed ");
      case StepEdge::interrupted:
        return say("onderbroken ", "interrupted ");
      case StepEdge::full:
        return say("rij vol ", "queue full ");
      case StepEdge::no_slot:
        return say("geen plek ", "no slot ");
      case StepEdge::refused:
        return say("te laat, aanvaardt ", "too late, accepts ") + time(model_.verbs.book[step.index].accepts) + ' ';
      case StepEdge::no_show:
        return say("komt niet ", "does not come ") + parameter(model_.verbs.book[step.index].no_show) + ' ';
      case StepEdge::spawned:
        return say("het nieuwe ", "the new one ");
      case StepEdge::returned:
        return say("terug van ", "back from ") + model_.rules[edge.which].name + ' ';
    }
    return {};
  }

  const Scenario& scenario_;
  const Model& model_;
  Language language_;
  std::vector<std::size_t> first_;  // axis: pathway, and one behind the last; its first step
};

}  // namespace

std::string outline_text(const Scenario& scenario, const Model& model, Language language) {
  return Outline(scenario, model, language).text();
}

}  // namespace draagkracht
