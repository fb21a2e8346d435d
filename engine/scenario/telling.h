// How a trace is told to people, [trace]: which moments become a line, and the words of it. Read by all, used by
// `draagkracht run --trace FILE.txt` alone. The words are the model's, so the program has none of any language of care.
#pragma once

#include <string>

#include "engine/scenario/fields.h"
#include "engine/scenario/lists.h"

namespace draagkracht {

struct SentenceSpec {
  Names at;        // pathway.step
  int when = 0;    // in the order of Trace::What, from `reaches` on
  NamesMap where;  // variable or attribute -> labels
  Name text;
  Name mark;
  Located<double> late{0, {}};  // ms; 0: never late
};

// A line that is told over and over.
struct RepeatedTextSpec {
  bool set = false;
  Location where;
  Located<double> every{0, {}};  // ms
  Name text;
};

struct TellingSpec {
  bool set = false;
  Location where;
  Name who;       // text of the persons' column
  Names hidden;   // variables that are told on request only
  NameMap words;  // "variable.label" -> text
  Name late_mark;
  Names weekdays, months;  // Monday first, January first
  Name total, too_late;    // words at the sums behind all lines
  Name left_out;           // what is told of lines that were too many
  NamedList<SentenceSpec> sentences;
  RepeatedTextSpec state, sum;
};

void describe_telling(Fields& fields, TellingSpec& telling);

}  // namespace draagkracht
