#include "engine/model/telling.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace draagkracht {
namespace {

// What a gap may say beside the names of variables and attributes.
struct GapName {
  std::string_view name;
  ToldPiece::Kind kind;
};
constexpr std::array<GapName, 9> plain_gaps = {{{"age", ToldPiece::age},
                                                {"municipality", ToldPiece::municipality},
                                                {"wijk", ToldPiece::wijk},
                                                {"waited", ToldPiece::waited},
                                                {"served", ToldPiece::served},
                                                {"place", ToldPiece::place},
                                                {"waiting", ToldPiece::waiting},
                                                {"busy", ToldPiece::busy},
                                                {"on_duty", ToldPiece::on_duty}}};
constexpr std::array<GapName, 4> pool_gaps = {{{"waiting", ToldPiece::waiting},
                                               {"busy", ToldPiece::busy},
                                               {"on_duty", ToldPiece::on_duty},
                                               {"longest", ToldPiece::longest}}};
constexpr std::array<GapName, 2> sentence_gaps = {{{"count", ToldPiece::count}, {"late", ToldPiece::late}}};

// Where a text stands, and so which gaps it may have.
enum class TextPlace : std::uint8_t { person, moment, state, sum, left_out };

class Binding {
 public:
  Binding(const Scenario& scenario, const Model& model, Issues& issues)
      : spec_(scenario.telling), scenario_(scenario), model_(model), issues_(issues) {
    for (const auto& sentence : spec_.sentences) sentence_names_.push_back(sentence.name);
    for (const PoolKind& pool : model.pools) pool_names_.push_back(pool.name);
  }

  Telling bind() {
    Telling telling;
    telling.variable_words = model_.variable_labels;
    telling.attribute_words = model_.attribute_labels;
    for (const auto& [key, word] : spec_.words) set_word(telling, key, word);
    for (const Name& variable : spec_.hidden) {
      if (const int v = find(variable, model_.variables, "variable", "trace.hidden"); v >= 0)
        hidden_.push_back(static_cast<std::uint8_t>(v));
    }
    telling.who = pieces(spec_.who, "trace.who", TextPlace::person);
    if (!spec_.late_mark.value.empty()) telling.late_mark = spec_.late_mark.value;
    for (const Name& day : spec_.weekdays) telling.weekdays.push_back(day.value);
    for (const Name& month : spec_.months) telling.months.push_back(month.value);
    telling.total = spec_.total.value;
    telling.too_late = spec_.too_late.value;
    telling.left_out = pieces(spec_.left_out, "trace.left_out", TextPlace::left_out);
    for (const auto& [name, where, item] : spec_.sentences) telling.sentences.push_back(sentence(name, item));
    telling.state = repeated(spec_.state, "trace.state", TextPlace::state);
    telling.sum = repeated(spec_.sum, "trace.sum", TextPlace::sum);
    return telling;
  }

 private:
  int find(const Name& name, const std::vector<std::string>& known, const std::string& what, const std::string& key) {
    const auto it = std::find(known.begin(), known.end(), name.value);
    if (it != known.end()) return static_cast<int>(it - known.begin());
    issues_.add(name.where, key, "unknown " + what + " " + quoted(name.value), {}, did_you_mean(name.value, known));
    return -1;
  }

  LabelSource source(const std::string& name) const { return source_named(model_, name); }
  const std::vector<std::string>& labels(LabelSource of) const { return labels_of(model_, of); }
  std::vector<std::string> all_sources() const {
    std::vector<std::string> names = model_.variables;
    names.insert(names.end(), model_.attributes.begin(), model_.attributes.end());
    return names;
  }
  bool is_hidden(LabelSource of) const {
    return of.kind == LabelSource::request && std::find(hidden_.begin(), hidden_.end(), of.index) != hidden_.end();
  }

  void set_word(Telling& telling, const std::string& key, const Name& word) {
    const std::string path = "trace.words." + key;
    const std::size_t dot = key.find('.');
    const LabelSource of = source(key.substr(0, dot));
    if (dot == std::string::npos || of.kind == LabelSource::constant) {
      issues_.add(word.where, path, "is not VARIABLE.LABEL or ATTRIBUTE.LABEL", {},
                  did_you_mean(key.substr(0, dot), all_sources()));
      return;
    }
    const int label = find({key.substr(dot + 1), word.where}, labels(of), "label", path);
    if (label < 0) return;
    auto& words = of.kind == LabelSource::person ? telling.attribute_words : telling.variable_words;
    words[of.index][static_cast<std::size_t>(label)] = word.value;
  }

  Sentence sentence(const std::string& name, const SentenceSpec& item) {
    const std::string path = "trace.sentence." + name;
    Sentence sentence;
    sentence.name = name;
    sentence.when = static_cast<std::uint8_t>(item.when + 1);  // Trace::What begins with `enters`
    for (const Name& step : item.at) {
      if (const int at = find(step, model_.step_names, "step", path + ".at"); at > 0)
        sentence.steps.push_back(static_cast<Index>(at));
    }
    for (const auto& [of, wanted] : item.where) {
      Sentence::Condition condition;
      condition.source = source(of);
      const Location where = wanted.empty() ? Location{} : wanted.front().where;
      if (condition.source.kind == LabelSource::constant) {
        issues_.add(where, path + ".where", "unknown variable or attribute " + quoted(of), {},
                    did_you_mean(of, all_sources()));
        continue;
      }
      for (const Name& label : wanted) {
        const int value = find(label, labels(condition.source), "label", path + ".where." + of);
        if (value >= 0) condition.labels.push_back(static_cast<std::uint8_t>(value));
      }
      sentence.hidden = sentence.hidden || is_hidden(condition.source);
      sentence.where.push_back(std::move(condition));
    }
    sentence.text = pieces(item.text, path + ".text", TextPlace::moment);
    for (const ToldPiece& piece : sentence.text)
      sentence.hidden = sentence.hidden || (piece.kind == ToldPiece::label && is_hidden(piece.source));
    sentence.mark = item.mark.value;
    sentence.late_ms = static_cast<std::int64_t>(item.late.value + 0.5);
    return sentence;
  }

  RepeatedText repeated(const RepeatedTextSpec& spec, const std::string& path, TextPlace place) {
    if (!spec.set) return {};
    const auto every = static_cast<std::int64_t>(spec.every.value + 0.5);
    if (every <= 0 || one_day.ms % every != 0) {
      issues_.add(spec.every.where, path + ".every", "is no whole part of a day", "it is told from midnight on",
                  "Give a time such as \"15 min\" or \"1 h\"");
    }
    return {every, pieces(spec.text, path + ".text", place)};
  }

  // A text cut at its gaps.
  ToldPieces pieces(const Name& text, const std::string& path, TextPlace place) {
    ToldPieces all;
    std::string words;
    const std::string& whole = text.value;
    for (std::size_t i = 0; i < whole.size(); ++i) {
      const bool doubled = i + 1 < whole.size() && whole[i + 1] == whole[i];
      if (whole[i] != '{' && whole[i] != '}') {
        words += whole[i];
      } else if (doubled) {
        words += whole[i++];
      } else {
        const std::size_t end = whole[i] == '{' ? whole.find('}', i) : std::string::npos;
        if (end == std::string::npos) {
          issues_.add(text.where, path, std::string("has a ") + whole[i] + " alone", "braces enclose what is filled in",
                      "Write it twice if it is meant");
          break;
        }
        if (!words.empty()) all.push_back({.kind = ToldPiece::words, .text = std::exchange(words, {}), .source = {}});
        all.push_back(gap({whole.substr(i + 1, end - i - 1), text.where}, path, place));
        i = end;
      }
    }
    if (!words.empty()) all.push_back({.kind = ToldPiece::words, .text = words, .source = {}});
    return all;
  }

  ToldPiece gap(const Name& name, const std::string& path, TextPlace place) {
    const std::string& whole = name.value;
    ToldPiece piece;
    if (place == TextPlace::left_out) {
      if (whole != "lines") return refuse(name, path, "is not known there");
      piece.kind = ToldPiece::lines;
      return piece;
    }
    if (const std::size_t open = whole.find('('); open != std::string::npos && whole.ends_with(')')) {
      const Name argument{whole.substr(open + 1, whole.size() - open - 2), name.where};
      return call(whole.substr(0, open), argument, name, path, place);
    }
    for (const GapName& known : plain_gaps) {
      if (known.name != whole) continue;
      piece.kind = known.kind;
      const bool of_person = known.kind <= ToldPiece::wijk;
      if (of_person && scenario_.population.wijken.value.empty()) return refuse(name, path, "needs inhabitants");
      if (place == TextPlace::moment || (of_person && place == TextPlace::person)) return piece;
      return refuse(name, path, "is not known there");
    }
    piece.source = source(whole);
    if (piece.source.kind == LabelSource::constant) return refuse(name, path, "");
    const bool fits =
        place == TextPlace::moment || (place == TextPlace::person && piece.source.kind == LabelSource::person);
    if (!fits) return refuse(name, path, "is not known there");
    piece.kind = ToldPiece::label;
    return piece;
  }

  // waiting(POOL), count(SENTENCE) and the like.
  ToldPiece call(const std::string& function, const Name& argument, const Name& name, const std::string& path,
                 TextPlace place) {
    ToldPiece piece;
    for (const GapName& known : pool_gaps) {
      if (known.name != function) continue;
      if (place == TextPlace::person) return refuse(name, path, "is not known there");
      piece.kind = known.kind;
      piece.index = static_cast<Index>(std::max(0, find(argument, pool_names_, "pool", path)));
      return piece;
    }
    for (const GapName& known : sentence_gaps) {
      if (known.name != function) continue;
      if (place != TextPlace::sum) return refuse(name, path, "is told in trace.sum only");
      piece.kind = known.kind;
      piece.index = static_cast<Index>(std::max(0, find(argument, sentence_names_, "sentence", path)));
      return piece;
    }
    return refuse(name, path, "");
  }

  ToldPiece refuse(const Name& name, const std::string& path, const std::string& why) {
    std::vector<std::string> known = all_sources();
    for (const GapName& gap : plain_gaps) known.emplace_back(gap.name);
    if (why.empty()) {
      issues_.add(name.where, path, "unknown {" + name.value + "}",
                  "gaps are variables, attributes, age, municipality, wijk, waited, served, place, waiting, busy, "
                  "on_duty; waiting(POOL), busy(POOL), on_duty(POOL), longest(POOL); count(SENTENCE), late(SENTENCE)",
                  did_you_mean(name.value, known));
    } else {
      issues_.add(name.where, path, "{" + name.value + "} " + why);
    }
    return {};
  }

  const TellingSpec& spec_;
  const Scenario& scenario_;
  const Model& model_;
  Issues& issues_;
  std::vector<std::string> sentence_names_, pool_names_;
  std::vector<std::uint8_t> hidden_;  // variables
};

}  // namespace

LabelSource source_named(const Model& model, const std::string& name) {
  const auto of = [&](const std::vector<std::string>& names) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  if (const std::size_t v = of(model.variables); v < model.variables.size()) return LabelSource::of_variable(v);
  const std::size_t a = of(model.attributes);
  return a < model.attributes.size() ? LabelSource::of_attribute(a, model.variables.size()) : LabelSource{};
}

const std::vector<std::string>& labels_of(const Model& model, LabelSource source) {
  return source.kind == LabelSource::person ? model.attribute_labels[source.index]
                                            : model.variable_labels[source.index];
}

Telling telling_of(const Scenario& scenario, const Model& model, Issues& issues) {
  return Binding(scenario, model, issues).bind();
}

}  // namespace draagkracht
