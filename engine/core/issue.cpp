#include "engine/core/issue.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/core/limits.h"
#include "engine/core/printable.h"

namespace draagkracht {
namespace {

std::string joined(const std::vector<Issue>& issues, std::size_t more) {
  std::string text;
  const std::size_t shown = std::min(issues.size(), limits::shown_issues);
  for (std::size_t i = 0; i < shown; ++i) {
    if (!text.empty()) text += '\n';
    text += issues[i].message();
  }
  more += issues.size() - shown;
  return more == 0 ? text : text + "\nand " + std::to_string(more) + " more";
}

// Edit distance in which swapping two neighbours counts once (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

}  // namespace

std::string Issue::message() const {
  std::string text;
  if (!where.file.empty()) {
    text += where.file;
    if (where.line > 0) text += ':' + std::to_string(where.line) + ':' + std::to_string(where.column);
    text += ": ";
  }
  if (!key.empty()) text += key + ": ";
  text += problem;
  if (!why.empty()) text += " (" + why + ")";
  text += '.';
  if (!suggestion.empty()) text += ' ' + suggestion + '?';
  return printable(text);
}

InputError::InputError(std::vector<Issue> issues, std::size_t more)
    : issues_(std::move(issues)), text_(joined(issues_, more)) {}

InputError::InputError(Issue issue) : InputError(std::vector<Issue>{std::move(issue)}) {}

void Issues::add(Location where, std::string key, std::string problem, std::string why, std::string suggestion) {
  add(Issue{std::move(where), std::move(key), std::move(problem), std::move(why), std::move(suggestion)});
}

void Issues::add(Issue issue) {
  if (issues_.size() < limits::kept_issues) {
    issues_.push_back(std::move(issue));
  } else {
    ++more_;
  }
}

void Issues::throw_if_any() const {
  if (issues_.empty()) return;
  std::vector<Issue> sorted = issues_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Issue& a, const Issue& b) {
    return std::tie(a.where.file, a.where.line, a.where.column) < std::tie(b.where.file, b.where.line, b.where.column);
  });
  throw InputError(std::move(sorted), more_);
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  result += shortened(text, limits::shown_length);
  result += '"';
  return result;
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
  const std::string* best = nullptr;
  if (name.size() > limits::compared_length) return {};
  std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string& candidate : candidates.first(std::min(candidates.size(), limits::compared_names))) {
    const std::size_t apart = std::max(name.size(), candidate.size()) - std::min(name.size(), candidate.size());
    if (apart >= best_distance) continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = &candidate;
    }
  }
  return best == nullptr ? std::string{} : "did you mean \"" + *best + "\"";
}

}  // namespace draagkracht
