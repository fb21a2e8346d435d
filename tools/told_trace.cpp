#include "tools/told_trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "engine/analysis/text_table.h"
#include "engine/des/calendar.h"
#include "engine/simulation/region.h"
#include "engine/simulation/trace.h"

namespace draagkracht {
namespace {

// `when` of a sentence counts as the trace does, which the model's layer does not see.
static_assert(static_cast<int>(Trace::What::reaches) == 1 && static_cast<int>(Trace::What::leaves) == 7);

// Fewer inhabitants of a wijk: a person of known age and sex could be told by it.
constexpr std::uint32_t fewest_of_a_wijk = 5000;
constexpr std::size_t width_of_time = 8;
constexpr std::size_t width_of_who = 22;
constexpr std::size_t width_of_text = 72;

std::string padded(std::string text, std::size_t columns) {
  const std::size_t has = text_width(text);
  if (has < columns) text.append(columns - has, ' ');
  return text;
}

std::string time_of_day_text(std::int64_t ms) {
  const std::int64_t s = ms % one_day.ms / 1000;
  return fmt::format("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

// "za 20 jan 2024", or without dates the week of the run.
std::string day_text(const Telling& telling, std::int64_t day, std::int64_t start_day, bool dated) {
  if (!dated) return fmt::format("week {} {}", day / 7, telling.weekdays[static_cast<std::size_t>(day % 7)]);
  const std::int64_t date = start_day + day;
  const CivilDate civil = civil_from_days(date);
  return fmt::format("{} {} {} {}", telling.weekdays[static_cast<std::size_t>((date + 3) % 7)], civil.day,
                     telling.months[static_cast<std::size_t>(civil.month - 1)], civil.year);
}

int whole_years(std::int64_t birth_day, std::int64_t day) {
  const CivilDate born = civil_from_days(birth_day), today = civil_from_days(day);
  const bool had_birthday = std::pair(today.month, today.day) >= std::pair(born.month, born.day);
  return static_cast<int>(today.year - born.year) - (had_birthday ? 0 : 1);
}

// [0:08], [1:08:02].
std::string clock_text(std::int64_t ms) {
  const std::int64_t s = ms / 1000;
  return s < 3600 ? fmt::format("[{}:{:02}]", s / 60, s % 60)
                  : fmt::format("[{}:{:02}:{:02}]", s / 3600, s / 60 % 60, s % 60);
}

}  // namespace

std::string told_duration(std::int64_t ms) {
  const std::int64_t s = ms / 1000;
  if (s < 60) return fmt::format("{} s", s);
  if (s < 600) return fmt::format("{} min {} s", s / 60, s % 60);
  if (s < 3600) return fmt::format("{} min", s / 60);
  if (s < 86'400) return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
  return fmt::format("{} d {} h", s / 86'400, s / 3600 % 24);
}

ToldTrace::ToldTrace(const Telling& telling, const TellingChoice& choice, const Model& model, const Region& region,
                     const Trace& trace, bool dated)
    : telling_(telling),
      choice_(choice),
      model_(model),
      region_(region),
      trace_(trace),
      dated_(dated),
      sentences_(model.step_names.size()),
      pools_(region.pools.size()),
      waiting_since_(model.pools.size()),
      counts_(telling.sentences.size()),
      counts_before_(telling.sentences.size()) {
  for (const Sentence& sentence : telling.sentences) {
    if (sentence.hidden && !choice.hidden) continue;
    for (const Index step : sentence.steps) sentences_[step].push_back(&sentence);
  }
  // The first multiple behind the beginning of what is told.
  const auto next = [&](const RepeatedText& text) {
    if (text.every_ms == 0) return std::numeric_limits<std::int64_t>::max();
    return (std::max<std::int64_t>(choice.from, 0) / text.every_ms + 1) * text.every_ms;
  };
  next_state_ = next(telling.state);
  next_sum_ = next(telling.sum);
  find_roots();
  choose_roots();
}

// The first of the parents of a request; a parent that is not in the trace stands for those before it.
void ToldTrace::find_roots() {
  for (const Trace::Record& record : trace_.records()) {
    if (record.parent == 0) continue;
    const auto parent = root_.find(record.parent);
    root_.try_emplace(record.request, parent == root_.end() ? record.parent : parent->second);
  }
}

void ToldTrace::choose_roots() {
  all_chosen_ = choice_.pool == none && choice_.place.empty() && choice_.person == nobody && choice_.where.empty();
  if (all_chosen_) return;
  std::set<std::uint64_t> at_pool, with_labels;
  for (std::size_t i = 0; i < trace_.records().size(); ++i) {
    const Trace::Record& record = trace_.records()[i];
    if (record.request == 0 || record.step == 0) continue;
    const auto known = root_.find(record.request);
    const std::uint64_t root = known == root_.end() ? record.request : known->second;
    if (choice_.person != nobody && record.person != choice_.person) continue;
    const bool kind =
        choice_.pool == none || (record.pool != nobody && region_.pools[record.pool].kind == choice_.pool);
    const bool place = choice_.place.empty() ||
                       (record.pool != nobody && place_of_pool(model_, region_, record.pool) == choice_.place);
    if (kind && place) at_pool.insert(root);
    if (std::all_of(choice_.where.begin(), choice_.where.end(), [&](const auto& c) { return holds(c, i); }))
      with_labels.insert(root);
  }
  std::set_intersection(at_pool.begin(), at_pool.end(), with_labels.begin(), with_labels.end(),
                        std::inserter(chosen_, chosen_.end()));
}

bool ToldTrace::holds(const Sentence::Condition& condition, std::size_t i) const {
  const Trace::Record& record = trace_.records()[i];
  std::uint8_t label = 0;
  if (condition.source.kind == LabelSource::person) {
    if (record.person == nobody || region_.population == nullptr) return false;
    label = region_.population->persons[record.person].label(condition.source.index);
  } else {
    label = trace_.labels(i)[condition.source.index];
  }
  return std::find(condition.labels.begin(), condition.labels.end(), label) != condition.labels.end();
}

std::string ToldTrace::text(const std::string& heading) {
  text_ = heading + '\n';
  const std::vector<Trace::Record>& records = trace_.records();
  for (std::size_t i = 0; i < records.size(); ++i) {
    repeat_until(records[i].at);
    now_ = records[i].at;
    note(records[i]);
    if (now_ < choice_.to) tell(i);
    if (records[i].what == Trace::What::starts || records[i].what == Trace::What::quits)
      joined_.erase(records[i].request);
  }
  if (choice_.to != std::numeric_limits<std::int64_t>::max()) repeat_until(choice_.to);
  if (more_ > 0) text_ += "... " + filled(telling_.left_out, records.size()) + '\n';
  if (!telling_.sum.text.empty())
    text_ += padded(telling_.total, width_of_time) + ' ' + sum_text(std::vector<Count>(counts_.size())) + '\n';
  for (std::size_t s = 0; s < counts_.size(); ++s) {
    if (telling_.sentences[s].hidden && !choice_.hidden) continue;
    const std::string late =
        telling_.sentences[s].late_ms > 0 ? fmt::format(", {} {}", telling_.too_late, counts_[s].late) : std::string();
    text_ += fmt::format("  {}: {}{}\n", telling_.sentences[s].name, counts_[s].all, late);
  }
  return std::move(text_);
}

// What later lines ask: who waits since when, who is served, how a pool stands.
void ToldTrace::note(const Trace::Record& record) {
  if (record.pool != nobody) pools_[record.pool] = {record.on_duty, record.busy, record.waiting};
  if (record.request == 0 || record.step == 0 || record.pool == nobody) return;
  std::multiset<std::int64_t>& waiting = waiting_since_[region_.pools[record.pool].kind];
  if (record.what == Trace::What::joins || record.what == Trace::What::interrupted) {
    joined_[record.request] = record.at;
    waiting.insert(record.at);
  } else if (record.what == Trace::What::quits || record.what == Trace::What::starts) {
    const auto joined = joined_.find(record.request);
    if (joined == joined_.end()) {
      joined_[record.request] = record.at;  // served at once
    } else if (const auto at = waiting.find(joined->second); at != waiting.end()) {
      waiting.erase(at);
    }
    if (record.what == Trace::What::starts) started_[record.request] = record.at;
  }
}

const Sentence* ToldTrace::sentence_for(std::size_t i) const {
  const Trace::Record& record = trace_.records()[i];
  if (record.step == none || record.step == 0) return nullptr;
  for (const Sentence* sentence : sentences_[record.step]) {
    if (sentence->when == static_cast<std::uint8_t>(record.what) &&
        std::all_of(sentence->where.begin(), sentence->where.end(), [&](const auto& c) { return holds(c, i); }))
      return sentence;
  }
  return nullptr;
}

void ToldTrace::tell(std::size_t i) {
  const Trace::Record& record = trace_.records()[i];
  const Sentence* const sentence = sentence_for(i);
  if (sentence == nullptr) return;
  const auto known = root_.find(record.request);
  const std::uint64_t root = known == root_.end() ? record.request : known->second;
  if (!all_chosen_ && !chosen_.contains(root)) return;
  const std::int64_t since = now_ - first_told_.try_emplace(root, now_).first->second;
  if (now_ < choice_.from) return;
  const bool late = sentence->late_ms > 0 && since > sentence->late_ms;
  Count& count = counts_[static_cast<std::size_t>(sentence - telling_.sentences.data())];
  ++count.all;
  count.late += late ? 1 : 0;
  const std::string who = record.person == nobody ? std::string() : filled(telling_.who, i);
  const std::string mark = sentence->mark + (late ? telling_.late_mark : std::string());
  add_line(now_, padded(who, width_of_who) + ' ' + padded(filled(sentence->text, i), width_of_text) + ' ' +
                     padded(mark, 2) + ' ' + clock_text(since));
}

// The lines that are due before this moment. Equal for every number of threads: it asks only what was noted before.
void ToldTrace::repeat_until(std::int64_t at) {
  while (std::min(next_state_, next_sum_) <= std::min(at, choice_.to)) {
    const bool state = next_state_ <= next_sum_;
    now_ = state ? next_state_ : next_sum_;
    if (state) {
      add_line(now_, filled(telling_.state.text, trace_.records().size()));
      next_state_ += telling_.state.every_ms;
    } else {
      add_line(now_, sum_text(counts_before_));
      counts_before_ = counts_;
      next_sum_ += telling_.sum.every_ms;
    }
  }
}

void ToldTrace::add_line(std::int64_t at, const std::string& rest) {
  if (lines_ >= most_told_lines) {
    ++more_;
    return;
  }
  ++lines_;
  if (const std::int64_t day = at / one_day.ms; day != day_) {
    day_ = day;
    text_ += day_text(telling_, day, model_.start_day, dated_) + '\n';
  }
  text_ += time_of_day_text(at) + "  " + rest + '\n';
}

std::string ToldTrace::sum_text(const std::vector<Count>& since) const {
  std::string text;
  for (const ToldPiece& piece : telling_.sum.text) {
    if (piece.kind == ToldPiece::count || piece.kind == ToldPiece::late) {
      const Count told = counts_[piece.index] - since[piece.index];
      text += std::to_string(piece.kind == ToldPiece::count ? told.all : told.late);
    } else {
      text += filled(piece, trace_.records().size());
    }
  }
  return text;
}

std::string ToldTrace::filled(const ToldPieces& pieces, std::size_t record) const {
  std::string text;
  for (const ToldPiece& piece : pieces) text += filled(piece, record);
  return text;
}

// `record`: the moment; its number beyond the last: of no moment, but of all pools.
std::string ToldTrace::filled(const ToldPiece& piece, std::size_t i) const {
  const Trace::Record none_of_them;
  const Trace::Record& record = i < trace_.records().size() ? trace_.records()[i] : none_of_them;
  const auto since = [&](const std::map<std::uint64_t, std::int64_t>& when) {
    const auto at = when.find(record.request);
    return at == when.end() ? std::string("?") : told_duration(now_ - at->second);
  };
  // Of a kind of pool, all its instances; without one the pool of the moment.
  const auto sum = [&](auto figure) {
    if (piece.index == none)
      return record.pool == nobody ? std::string("?") : fmt::format("{}", figure(pools_[record.pool]));
    std::int64_t all = 0;
    for (std::size_t pool = 0; pool < pools_.size(); ++pool) {
      if (region_.pools[pool].kind == piece.index) all += figure(pools_[pool]);
    }
    return fmt::format("{}", all);
  };
  switch (piece.kind) {
    case ToldPiece::words:
      return piece.text;
    case ToldPiece::label:
      if (piece.source.kind == LabelSource::request)
        return telling_.variable_words[piece.source.index][trace_.labels(i)[piece.source.index]];
      if (record.person == nobody) return "?";
      return telling_
          .attribute_words[piece.source.index][region_.population->persons[record.person].label(piece.source.index)];
    case ToldPiece::age:
      if (record.person == nobody) return "?";
      return std::to_string(
          whole_years(region_.population->persons[record.person].birth_day, model_.start_day + record.at / one_day.ms));
    case ToldPiece::municipality:
      return home_of(record.person, false);
    case ToldPiece::wijk:
      return home_of(record.person, true);
    case ToldPiece::waited:
      return since(joined_);
    case ToldPiece::served:
      return since(started_);
    case ToldPiece::place:
      return record.pool == nobody ? "?" : place_of_pool(model_, region_, record.pool);
    case ToldPiece::waiting:
      return sum([](const Pool& pool) { return std::int64_t{pool.waiting}; });
    case ToldPiece::busy:
      return sum([](const Pool& pool) { return std::int64_t{pool.busy}; });
    case ToldPiece::on_duty:
      return sum([](const Pool& pool) { return std::int64_t{pool.on_duty}; });
    case ToldPiece::longest:
      return told_duration(longest_wait(piece.index));
    case ToldPiece::count:
    case ToldPiece::late:
      return {};  // sum_text tells them
    case ToldPiece::lines:
      return std::to_string(more_);
  }
  return {};
}

std::string ToldTrace::home_of(std::uint32_t person, bool by_wijk) const {
  if (person == nobody) return "?";
  const Wijk& wijk = region_.population->wijken[region_.population->persons[person].wijk];
  return by_wijk && wijk.inhabitants >= fewest_of_a_wijk ? wijk.code : wijk.municipality;
}

std::int64_t ToldTrace::longest_wait(Index kind) const {
  const std::multiset<std::int64_t>& waiting = waiting_since_[kind];
  return waiting.empty() ? 0 : now_ - *waiting.begin();
}

}  // namespace draagkracht
