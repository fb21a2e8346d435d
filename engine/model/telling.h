// How a trace is told: the sentences of [trace], bound to the steps, labels and pools of a model. It belongs to no run:
// a model is the same whatever is told of it. The lines themselves: tools/told_trace.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/keys.h"
#include "engine/model/model.h"
#include "engine/scenario/scenario.h"

namespace draagkracht {

// A piece of a text: words, or a gap.
struct ToldPiece {
  enum Kind : std::uint8_t {
    words,
    label,         // of a variable or an attribute: `source`
    age,           // whole years of the person
    municipality,  // where the person lives
    wijk,          // its code, or the municipality where so few live that a person could be known
    waited,        // since joining the queue
    served,        // since its last service began
    place,         // of the pool
    waiting,       // of the pool: who wait; of another one: `index`
    busy,          // the same: servers seized
    on_duty,       // the same: servers on duty
    longest,       // the same: longest wait of those who wait now
    count,         // how often the sentence `index` was told
    late,          // how often it was told late
    lines,         // how many lines were left out
  };
  Kind kind = words;
  std::string text;  // of words
  LabelSource source;
  Index index = none;  // pool or sentence; none: the pool of the moment
};
using ToldPieces = std::vector<ToldPiece>;

struct Sentence {
  struct Condition {
    LabelSource source;
    std::vector<std::uint8_t> labels;  // one of them
  };
  std::string name;
  std::uint8_t when = 0;  // Trace::What
  std::vector<Index> steps;
  std::vector<Condition> where;  // all
  ToldPieces text;
  std::string mark;
  std::int64_t late_ms = 0;  // 0: never
  bool hidden = false;       // needs what is told on request only
};

struct RepeatedText {
  std::int64_t every_ms = 0;  // 0: never
  ToldPieces text;
};

struct Telling {
  ToldPieces who;
  std::string late_mark = "!";
  std::vector<std::string> weekdays, months;  // Monday first, January first
  std::string total, too_late;
  ToldPieces left_out;
  std::vector<Sentence> sentences;
  RepeatedText state, sum;
  std::vector<std::vector<std::string>> variable_words, attribute_words;  // axes: as labels in the model
};

// The labels of a variable or of an attribute, by its name; a constant if there is neither.
LabelSource source_named(const Model& model, const std::string& name);
const std::vector<std::string>& labels_of(const Model& model, LabelSource source);

// Binds [trace] of a scenario to its model; adds an issue for whatever it does not have.
Telling telling_of(const Scenario& scenario, const Model& model, Issues& issues);

}  // namespace draagkracht
