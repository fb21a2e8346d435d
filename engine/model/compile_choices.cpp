// Steps that choose: by a label, an expression, a share, or by drawing a label.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/limits.h"
#include "engine/model/compile_parts.h"
#include "engine/model/formula.h"
#include "engine/model/pathway_compiler.h"

namespace draagkracht {

void PathwayCompiler::compile_select(const StepSpec& s, Step& step) {
  Model& m = b_.model;
  const auto schedule = std::find(m.schedule_names.begin(), m.schedule_names.end(), s.select.value);
  if (schedule != m.schedule_names.end()) {
    SelectScheduleStep select;
    select.schedule = static_cast<Index>(schedule - m.schedule_names.begin());
    b_.use("schedule", s.select.value);
    select.open = select.closed = s.otherwise.value.empty() ? step.next : target(s.otherwise, "otherwise");
    for (const auto& [label, to] : s.cases) {
      const int which = b_.find({label, to.where}, {"open", "closed"}, "case", path_ + ".cases");
      if (which >= 0) (which == 0 ? select.open : select.closed) = target(to, "cases");
    }
    if (select.open == none || select.closed == none) issue("cases", "must name steps for open and closed");
    return put(step, m.verbs.select_schedule, select);
  }
  SelectStep select;
  select.source = b_.source_of(s.select, path_ + ".select");
  if (select.source.kind == LabelSource::constant) return put(step, m.verbs.select, {});
  const Index rest = target(s.otherwise, "otherwise");
  select.to.assign(b_.labels_of(select.source).size(), rest);
  for (const auto& [label, to] : s.cases) {
    const int i = b_.label_of(select.source, {label, to.where}, path_ + ".cases");
    if (i >= 0) select.to[static_cast<std::size_t>(i)] = target(to, "cases");
  }
  if (s.cases.size() >= select.to.size()) {
    for (const auto& [key, name] :
         {std::pair<const char*, const Name*>{"otherwise", &s.otherwise}, {"then", &s.then}}) {
      if (!name->value.empty()) issue(key, "is never taken", "every label has its case");
    }
  } else if (!s.otherwise.value.empty() && !s.then.value.empty()) {
    issue("then", "is never taken", "`otherwise` says where other labels go");
  }
  put(step, m.verbs.select, std::move(select));
}

void PathwayCompiler::compile_when(const StepSpec& s, Step& step) {
  Model& m = b_.model;
  WhenStep when;
  when.formula = compile_formula(b_, s.when, path_ + ".when", truth_kind);
  compile_ways(s, step, when.yes, when.no);
  put(step, m.verbs.when, when);
}

void PathwayCompiler::compile_ways(const StepSpec& s, const Step& step, Index& yes, Index& no) {
  yes = s.yes.value.empty() ? step.next : target(s.yes, "yes");
  no = s.no.value.empty() ? step.next : target(s.no, "no");
  if (yes == none && s.yes.value.empty()) issue("yes", "is missing");
  if (no == none && s.no.value.empty()) issue("no", "is missing");
}

void PathwayCompiler::compile_chance(const StepSpec& s, Step& step) {
  Model& m = b_.model;
  ChanceStep chance;
  chance.shares = {1.0};
  if (s.chance_lookup.set) {
    KeyedNumbers numbers = b_.numbers(s.chance_lookup, path_ + ".chance_lookup", {.low = 0});
    chance.key = numbers.key;
    chance.shares = std::move(numbers.values);
  }
  if (s.has_chance) {
    if (s.chance.parameter.value.empty()) {
      for (double& share : chance.shares) share *= s.chance.number.value;
    } else {
      chance.parameter = b_.parameter_of(s.chance.parameter, path_ + ".chance");
    }
  }
  if (!s.chance_factor.value.empty()) {
    if (chance.parameter != none)
      issue("chance_factor", "stands beside a parameter in `chance`", "a share has one parameter");
    chance.parameter = b_.parameter_of(s.chance_factor, path_ + ".chance_factor");
  }
  compile_ways(s, step, chance.yes, chance.no);
  put(step, m.verbs.chance, std::move(chance));
}

void PathwayCompiler::compile_adopts(const StepSpec& s, Step& step) {
  Model& m = b_.model;
  AdoptsStep adopts;
  std::vector<std::string> known;
  for (const Diffusion& diffusion : m.diffusions) known.push_back(diffusion.name);
  const int i = b_.find(s.adopts, known, "diffusion", path_ + ".adopts");
  if (i >= 0) adopts.diffusion = static_cast<Index>(i);
  b_.use("diffusion", s.adopts.value);
  compile_ways(s, step, adopts.yes, adopts.no);
  put(step, m.verbs.adopts, adopts);
}

void PathwayCompiler::compile_branches(const StepSpec& s, Step& step) {
  Branches branch;
  double sum = 0;
  bool fixed = true;
  for (std::size_t i = 0; i < s.branches.size(); ++i) {
    const BranchSpec& spec = s.branches[i];
    const bool last = i + 1 == s.branches.size();
    if (spec.rest && !last) issue("branches", "only the last branch may have no share");
    branch.parameters.push_back(
        spec.share.parameter.value.empty() ? none : b_.parameter_of(spec.share.parameter, path_ + ".branches"));
    fixed = fixed && branch.parameters.back() == none;
    branch.shares.push_back(spec.share.number.value);
    if (!spec.rest) sum += spec.share.number.value;
    branch.to.push_back(target(spec.to, "branches"));
  }
  const bool rest = s.branches.back().rest;
  if (fixed && (sum > 1 + 1e-9 || (!rest && sum < 1 - 1e-9))) {
    issue("branches", "shares sum to " + short_number(sum),
          rest ? "they must leave something for the last branch" : "they must sum to 1");
  }
  step.branch = static_cast<Index>(b_.model.branches.size());
  b_.model.branches.push_back(std::move(branch));
}

std::string PathwayCompiler::row_text(const TableKey& key, std::size_t row) const {
  std::string text;
  for (std::size_t k = 0; k < key.size; ++k) {
    const LabelSource source = key.parts[k].source;
    if (source.kind == LabelSource::constant) continue;
    const bool person = source.kind == LabelSource::person;
    const std::vector<std::string>& labels = b_.labels_of(source);
    text += (text.empty() ? " of " : ", ") + (person ? b_.model.attributes : b_.model.variables)[source.index] + ' ' +
            quoted(labels[row / key.parts[k].stride % labels.size()]);
  }
  return text;
}

void PathwayCompiler::shift_weights(const StepSpec& s, DrawStep& draw, std::vector<double>& weights, std::size_t n) {
  const LabelSource source = b_.source_of(s.shift_of, path_ + ".shift_of");
  if (source.kind == LabelSource::constant) return;
  std::uint32_t rows = 1;
  draw.key = b_.key_over({source}, rows, s.shift_of.where, path_ + ".shift_of");
  if (rows != n) return issue("shift_of", "variable " + quoted(s.shift_of.value) + " has other labels");
  // The parameter decides when it is used whether there is an error at all; these rows say in which direction.
  weights.assign(std::size_t{rows} * n, 0.0);
  const double shift_down = b_.settled(s.shift_down, path_ + ".shift_down");
  for (std::size_t r = 0; r < rows; ++r) {
    const double up = r == 0 ? 0.0 : 1 - shift_down;
    const double down = r + 1 == n ? 0.0 : shift_down;
    if (r > 0) weights[r * n + r - 1] = up;
    if (r + 1 < n) weights[r * n + r + 1] = down;
    weights[r * n + r] = std::max(0.0, 1 - up - down);  // rounding may leave less than nothing
  }
  draw.error = b_.parameter_of(s.shift_error, path_ + ".shift_error");
  draw.error_of = source;
}

void PathwayCompiler::apply_factors(const StepSpec& s, DrawStep& draw, std::vector<double>& weights, std::size_t n) {
  if (s.factors.empty()) return;
  const double cap = b_.settled(s.factor_cap, path_ + ".factor_cap");
  for (const auto& [label, lookup] : s.factors) {
    const int choice = b_.label_of(LabelSource::of_variable(draw.variable), {label, lookup.where}, path_ + ".factors");
    const std::size_t known_issues = b_.issues.size();
    const KeyedNumbers factor = b_.numbers(lookup, path_ + ".factors." + label, {.low = 0});
    if (choice < 0 || b_.issues.size() > known_issues || !b_.tables.contains(lookup.table.value)) continue;
    const bool keyed = factor.key.size > 0;  // else one factor for all
    if (keyed && draw.key.size == TableKey::most) return issue("factors", "give the draw too many keys");
    // The factor's key goes in front of the rows that there are.
    const std::size_t old_rows = weights.size() / n;
    if (factor.key.size > 1) return issue("factors", "must have one key");
    if (old_rows * factor.values.size() > limits::key_rows)
      return issue("factors", "give the draw too many combinations of labels",
                   "at most " + std::to_string(limits::key_rows) + " are possible");
    std::vector<double> wide(factor.values.size() * weights.size());
    for (std::size_t f = 0; f < factor.values.size(); ++f) {
      for (std::size_t r = 0; r < old_rows; ++r) {
        const double* row = weights.data() + r * n;
        double* to = wide.data() + (f * old_rows + r) * n;
        const double sum = std::accumulate(row, row + n, 0.0);
        const double before = row[choice];
        const double after = std::min(before * factor.values[f], cap * sum);
        for (std::size_t c = 0; c < n; ++c) {
          const bool this_one = c == static_cast<std::size_t>(choice);
          to[c] = this_one ? after : sum > before ? row[c] * (sum - after) / (sum - before) : row[c];
        }
      }
    }
    weights = std::move(wide);
    if (!keyed) continue;
    for (std::size_t k = draw.key.size; k > 0; --k) draw.key.parts[k] = draw.key.parts[k - 1];
    draw.key.parts[0] = {factor.key.parts[0].source, static_cast<std::uint16_t>(old_rows)};
    ++draw.key.size;
  }
}

std::vector<double> PathwayCompiler::weights_of_shares(const StepSpec& s, std::uint8_t variable, std::size_t n) {
  std::vector<double> weights(n, 0.0);
  double sum = 0;
  for (const auto& [label, share] : s.shares) {
    const int at = b_.label_of(LabelSource::of_variable(variable), {label, share.where}, path_ + ".shares");
    if (at < 0) return {};
    weights[static_cast<std::size_t>(at)] = share.value;
    sum += share.value;
  }
  if (std::abs(sum - 1) < 1e-9) return weights;
  issue("shares", "sum to " + short_number(sum) + " instead of 1");
  return {};
}

std::vector<double> PathwayCompiler::weights_of_table(const StepSpec& s, DrawStep& draw, std::size_t n) {
  // The drawn variable is the fastest key of the same lookup.
  Lookup lookup = s.lookup;
  const auto is_drawn = [&](const Name& by) { return by.value.ends_with("=" + s.draw.value); };
  const bool named = std::any_of(lookup.by.begin(), lookup.by.end(), is_drawn);
  if (!named) lookup.by.push_back(s.draw);
  if (named && !is_drawn(lookup.by.back())) {
    issue("lookup.by", "must name the drawn variable last");
    return {};
  }
  if (!lookup.has_missing) {
    lookup.has_missing = true;  // no row: a share of 0; a row of nothing but zeros is refused below
    lookup.missing.value = 0;
  }
  const std::size_t known_issues = b_.issues.size();
  KeyedNumbers numbers = b_.numbers(lookup, path_ + ".lookup", {.low = 0});
  if (b_.issues.size() > known_issues || !b_.tables.contains(lookup.table.value)) return {};
  std::vector<double> weights = std::move(numbers.values);
  draw.key = numbers.key;
  draw.key.parts[--draw.key.size] = {};
  for (std::size_t k = 0; k < draw.key.size; ++k) {
    draw.key.parts[k].stride = static_cast<std::uint16_t>(draw.key.parts[k].stride / n);
  }
  const int rest = lookup.rest.value.empty()
                       ? -1
                       : b_.label_of(LabelSource::of_variable(draw.variable), lookup.rest, path_ + ".lookup.rest");
  if (!lookup.rest.value.empty() && rest < 0) return {};
  for (std::size_t r = 0; r < weights.size() / n; ++r) {
    double* row = weights.data() + r * n;
    double sum = std::accumulate(row, row + n, 0.0);
    if (rest >= 0 && sum < 1) {
      row[rest] += 1 - sum;
      sum = std::accumulate(row, row + n, 0.0);
    }
    if (sum > 0) {
      if (std::abs(sum - 1) > 0.001) {
        issue("lookup", "shares" + row_text(draw.key, r) + " sum to " + short_number(sum) + " instead of 1");
        return {};
      }
      for (std::size_t c = 0; c < n; ++c) row[c] /= sum;
    } else if (s.lookup.has_missing) {
      row[0] = 1;  // the scenario says that such requests do not occur
    } else {
      issue("lookup", "table " + quoted(lookup.table.value) + " has no shares" + row_text(draw.key, r),
            "add the rows, or missing = 0 if such requests do not occur");
      return {};
    }
  }
  return weights;
}

std::uint32_t PathwayCompiler::last_of(const StepSpec& s, const DrawStep& draw) const {
  const std::vector<std::string>& labels = b_.model.variable_labels[draw.variable];
  const auto rest = std::find(labels.begin(), labels.end(), s.lookup.rest.value);
  return static_cast<std::uint32_t>(rest == labels.end() ? labels.size() - 1
                                                         : static_cast<std::size_t>(rest - labels.begin()));
}

bool PathwayCompiler::compile_places(const StepSpec& s, DrawStep& draw, const std::vector<double>& weights,
                                     std::size_t n) {
  const LabelSource drawn = LabelSource::of_variable(draw.variable);
  const int fallback = b_.label_of(drawn, s.fallback, path_ + ".fallback");
  if (fallback < 0) return false;
  draw.fallback = static_cast<std::uint8_t>(fallback);
  draw.place_rows = static_cast<std::uint32_t>(weights.size() / n);
  for (const auto& [label, pool] : s.needs_pool) {
    const int choice = b_.label_of(drawn, {label, pool.where}, path_ + ".needs_pool");
    const Index kind = b_.pool_of(pool, path_ + ".needs_pool");
    if (choice < 0 || kind == none) return false;
    draw.place_pools.push_back(kind);
    draw.place_labels.push_back(static_cast<std::uint8_t>(choice));
    draw.place_scope = b_.model.pools[kind].scope;
    if (draw.place_scope == 0) {
      issue("needs_pool", "pool " + quoted(pool.value) + " is there for the whole region");
      return false;
    }
  }
  draw.weights = weights;
  return true;
}

void PathwayCompiler::compile_draw(const StepSpec& s, Step& step) {
  Model& m = b_.model;
  DrawStep draw;
  const int variable = b_.variable_of(s.draw, path_ + ".draw");
  if (variable < 0) return;
  draw.variable = static_cast<std::uint8_t>(variable);
  const std::size_t n = m.variable_labels[draw.variable].size();
  if (!s.shares.empty() && (s.lookup.set || !s.shift_of.value.empty())) {
    return issue("shares", "stand beside a lookup or `shift_of`", "only one of them can hold");
  }
  std::vector<double> weights;
  if (!s.shift_of.value.empty()) {
    shift_weights(s, draw, weights, n);
  } else if (!s.shares.empty()) {
    weights = weights_of_shares(s, draw.variable, n);
  } else if (s.lookup.set) {
    weights = weights_of_table(s, draw, n);
  } else {
    return issue("lookup", "is missing", "a draw needs `shares`, a lookup, or `shift_of`");
  }
  if (weights.empty()) return;
  if (s.shift_of.value.empty()) apply_factors(s, draw, weights, n);
  if (!s.needs_pool.empty() && !compile_places(s, draw, weights, n)) return;
  const auto rows = static_cast<std::uint32_t>(weights.size() / n);
  draw.choices = static_cast<Index>(m.choices.size());
  m.choices.push_back(ChoiceRows::compile(rows, static_cast<std::uint32_t>(n), weights, last_of(s, draw)));
  put(step, m.verbs.draw, std::move(draw));
}

}  // namespace draagkracht
