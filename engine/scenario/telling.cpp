// Every key of [trace], with its unit, range, default and meaning.
#include "engine/scenario/telling.h"

namespace draagkracht {
namespace {

void describe_sentence(Fields& f, SentenceSpec& s) {
  f.texts("at", s.at, {.required = true, .doc = "steps, as pathway.step", .example = "[\"visit.serve\"]"});
  f.choice("when", {"reaches", "joins", "quits", "starts", "interrupted", "ends", "leaves"}, s.when,
           {.doc = "what happens there: one comes to the step, joins its queue, quits it unserved, is begun with, is "
                   "interrupted, is done with, or leaves the model at it",
            .example = "\"starts\""});
  f.texts_map(
      "where", s.where,
      {.doc = "only with these labels of variables or attributes, one or a list each", .example = "{kind = \"long\"}"});
  f.text("text", s.text,
         {.required = true, .doc = "what is told, with gaps in braces", .example = "\"helped after {waited}\""});
  f.text("mark", s.mark, {.doc = "a sign behind it", .example = "\"x\""});
  f.quantity("late", Dimension::time, s.late,
             {.low = 0,
              .doc = "later than this, since the first line about who it is, it has the mark of `late_mark`",
              .example = "\"60 min\""});
}

void describe_repeated(Fields& f, RepeatedTextSpec& text, const char* every, const char* example) {
  text.set = true;
  text.where = f.here();
  f.quantity(
      "every", Dimension::time, text.every,
      {.required = true, .low = 60'000, .doc = "how often, at whole multiples from midnight on", .example = every});
  f.text("text", text.text, {.required = true, .doc = "what is told, with gaps in braces", .example = example});
}

void refuse_other_length(Fields& f, const char* key, const Names& names, std::size_t length, const char* order) {
  if (!f.has(key) || names.size() == length) return;
  f.issue(key, "has " + std::to_string(names.size()) + " names instead of " + std::to_string(length), order);
}

}  // namespace

void describe_telling(Fields& f, TellingSpec& t) {
  t.set = true;
  t.where = f.here();
  f.text("who", t.who, {.doc = "whom a line is about, with gaps in braces", .example = "\"{sex} {age}\""});
  f.texts("hidden", t.hidden,
          {.doc = "variables that are told with --trace-true only; a sentence with one of them is passed over without",
           .example = "[\"kind\"]"});
  f.text_map("words", t.words,
             {.doc = "variable.label or attribute.label -> how it is told; default: the label",
              .example = "{\"kind.short\" = \"brief\"}"});
  f.text("late_mark", t.late_mark, {.doc = "sign of what is `late`; default !", .example = "\"!\""});
  f.texts("weekdays", t.weekdays,
          {.required = true,
           .doc = "names of the days of the week, Monday first",
           .example = "[\"Mon\", \"Tue\", \"Wed\", \"Thu\", \"Fri\", \"Sat\", \"Sun\"]"});
  refuse_other_length(f, "weekdays", t.weekdays, 7, "from Monday to Sunday");
  f.texts("months", t.months,
          {.required = true,
           .doc = "names of the months, January first",
           .example = "[\"Jan\", \"Feb\", \"Mar\", \"Apr\", \"May\", \"Jun\", \"Jul\", \"Aug\", \"Sep\", "
                      "\"Oct\", \"Nov\", \"Dec\"]"});
  refuse_other_length(f, "months", t.months, 12, "from January to December");
  f.text("total", t.total, {.required = true, .doc = "word before the `sum` of all lines", .example = "\"total\""});
  f.text("too_late", t.too_late,
         {.required = true, .doc = "word before how many were `late`, of a sentence", .example = "\"too late\""});
  f.text("left_out", t.left_out,
         {.required = true,
          .doc = "what is told when there were too many lines; {lines} is how many are not told",
          .example = "\"{lines} lines left out\""});
  f.named("sentence",
          [&](const std::string& name, Fields& g) {
            SentenceSpec sentence;
            describe_sentence(g, sentence);
            t.sentences.push_back({name, g.here(), std::move(sentence)});
          },
          {.doc = "moments that are told; of several that fit, the first is"});
  f.table("state", [&](Fields& g) { describe_repeated(g, t.state, "\"15 min\"", "\"{waiting(desk)} wait\""); },
          {.doc = "how things stand, told over and over"});
  f.table("sum", [&](Fields& g) { describe_repeated(g, t.sum, "\"1 h\"", "\"{count(called)} called\""); },
          {.doc = "what was told since the last such line, and at the end of all"});
}

}  // namespace draagkracht
