// What key figures ask for beyond the usual results: a tally of its own for each step, task or label that they name.
#include <algorithm>

#include "engine/model/compile_parts.h"
#include "engine/scenario/key_figure_names.h"

namespace draagkracht {
namespace {

class AskedTallies {
 public:
  explicit AskedTallies(Binder& binder) : b_(binder), more_(binder.model.steps.size()) {
    for (const auto& pathway : b_.scenario.pathways) {
      for (const auto& step : pathway.item.steps) {
        task_names_.push_back(step.item.task.value.empty() ? pathway.name + '.' + step.name : step.item.task.value);
      }
    }
  }

  void ask(const NamedCall& call, const Location& where, const std::string& path) {
    const NamedArgument& argument = call.argument;
    if (call.function == "time_at") return check_level(call, where, path);
    if (call.function == "count") {
      if (argument.is_step() || argument.all) ask_count(argument, where, path);
    } else if (argument.all || !argument.where.empty()) {
      ask_minutes(argument, where, path);
    }
  }

  // The tallies of each step stand together: those that it names and those that are asked.
  void attach() {
    Model& m = b_.model;
    std::vector<Index> all;
    for (std::size_t i = 0; i < m.steps.size(); ++i) {
      Step& step = m.steps[i];
      const auto own = m.step_tallies.begin() + step.first_tally;
      const auto first = static_cast<Index>(all.size());
      all.insert(all.end(), own, own + step.tallies);
      all.insert(all.end(), more_[i].begin(), more_[i].end());
      step.first_tally = first;
      if (step.tallies + more_[i].size() > 255) {
        b_.issues.add(b_.scenario.name.where, "pathway." + m.step_names[i], "is counted in too many ways",
                      "a step has at most 255");
      }
      step.tallies = static_cast<std::uint8_t>(step.tallies + more_[i].size());
    }
    m.step_tallies = std::move(all);
  }

 private:
  static bool has(const std::vector<AskedFigure>& figures, const std::string& name) {
    return std::any_of(figures.begin(), figures.end(), [&](const AskedFigure& figure) { return figure.name == name; });
  }

  // A tally of one step by some labels, of which these rows are asked for.
  AskedFigure::Part part(std::size_t step, const NamedArgument& argument, bool minutes,
                         const std::vector<LabelSource>& sources) {
    Model& m = b_.model;
    Tally tally;
    tally.name = argument.text();
    tally.minutes = minutes;
    tally.asked = true;
    tally.whole_run = argument.all;
    tally.key = b_.key_over(sources, tally.size, b_.scenario.name.where, "kpi");
    tally.offset = m.counts;
    m.counts += tally.size;
    const auto index = static_cast<Index>(m.tallies.size());
    m.tallies.push_back(std::move(tally));
    more_[step].push_back(index);
    return {index, {}};
  }

  void ask_count(const NamedArgument& argument, const Location& where, const std::string& path) {
    Model& m = b_.model;
    if (has(m.asked_counts, argument.text())) return;
    if (!argument.where.empty()) {
      b_.issues.add(where, path, "selects labels of " + quoted(argument.name),
                    "a step or outcome is counted as a whole", "Count a tally of the step by those labels");
      return;
    }
    AskedFigure figure{argument.text(), {}, none};
    if (argument.is_step()) {
      const std::vector<std::string> known(m.step_names.begin() + 1, m.step_names.end());
      const int at = b_.find({argument.name, where}, known, "step", path);
      if (at < 0) return;
      figure.parts.push_back(part(static_cast<std::size_t>(at) + 1, argument, false, {}));
    } else {
      const int outcome = b_.find({argument.name, where}, m.outcomes, "outcome", path);
      if (outcome < 0) return;
      for (std::size_t i = 1; i < m.steps.size(); ++i) {
        if (m.steps[i].kind != StepKind::exit || m.verbs.exit[m.steps[i].index].outcome != outcome) continue;
        figure.parts.push_back(part(i, argument, false, {}));
      }
    }
    for (AskedFigure::Part& one : figure.parts) one.rows = {0};
    m.asked_counts.push_back(std::move(figure));
  }

  void ask_minutes(const NamedArgument& argument, const Location& where, const std::string& path) {
    Model& m = b_.model;
    const auto named =
        std::find_if(m.pools.begin(), m.pools.end(), [&](const PoolKind& kind) { return kind.name == argument.name; });
    if (named == m.pools.end()) return ask_tally(argument, where, path);
    if (has(m.asked_minutes, argument.text())) return;
    const auto pool = static_cast<Index>(named - m.pools.begin());
    AskedFigure figure{argument.text(), {}, none};
    if (argument.where.empty()) {
      figure.pool = pool;
      m.asked_minutes.push_back(std::move(figure));
      return;
    }
    std::vector<std::string> tasks;  // asked for; none: any
    std::vector<LabelSource> sources;
    std::vector<std::vector<bool>> chosen;  // axes: source, label
    for (const auto& [key, labels] : argument.where) {
      if (key == "task") {
        std::vector<std::string> known = task_names_of(pool);
        for (const std::string& label : labels) {
          if (b_.find({label, where}, known, "task of pool " + quoted(argument.name), path) < 0) return;
        }
        tasks = labels;
        continue;
      }
      const LabelSource source = b_.source_of({key, where}, path);
      if (source.kind == LabelSource::constant) return;
      sources.push_back(source);
      chosen.emplace_back(b_.labels_of(source).size(), false);
      for (const std::string& label : labels) {
        const int at = b_.label_of(source, {label, where}, path);
        if (at < 0) return;
        chosen.back()[static_cast<std::size_t>(at)] = true;
      }
    }
    for (std::size_t i = 1; i < m.steps.size(); ++i) {
      if (m.steps[i].kind != StepKind::seize) continue;
      const SeizeStep& seize = m.verbs.seize[m.steps[i].index];
      if (!tasks.empty() && std::find(tasks.begin(), tasks.end(), task_names_[i - 1]) == tasks.end()) continue;
      const bool beside = std::find(seize.with.begin(), seize.with.end(), pool) != seize.with.end();
      if (!beside && std::find(seize.pool.pools.begin(), seize.pool.pools.end(), pool) == seize.pool.pools.end())
        continue;
      // The pool may depend on a label of the request.
      std::vector<LabelSource> with_choice = sources;
      std::vector<std::vector<bool>> rows = chosen;
      if (!beside && seize.pool.source.kind != LabelSource::constant) {
        with_choice.push_back(seize.pool.source);
        rows.emplace_back();
        for (const Index choice : seize.pool.pools) rows.back().push_back(choice == pool);
      }
      if (with_choice.size() > static_cast<std::size_t>(TableKey::most)) {
        b_.issues.add(where, path, "selects by too many labels",
                      "at most " + std::to_string(TableKey::most) + " can be counted by");
        return;
      }
      AskedFigure::Part one = part(i, argument, true, with_choice);
      const Tally& tally = m.tallies[one.tally];
      for (std::uint32_t row = 0; row < tally.size; ++row) {
        bool counts = true;
        for (std::size_t k = 0; k < rows.size(); ++k)
          counts = counts && rows[k][row / tally.key.parts[k].stride % rows[k].size()];
        if (counts) one.rows.push_back(row);
      }
      figure.parts.push_back(std::move(one));
    }
    m.asked_minutes.push_back(std::move(figure));
  }

  // A tally of minutes is known by its own results; the whole run of it is not.
  void ask_tally(const NamedArgument& argument, const Location& where, const std::string& path) {
    if (!argument.all) return;
    std::vector<std::string> known;
    for (const PoolKind& kind : b_.model.pools) known.push_back(kind.name);
    b_.find({argument.name, where}, known, "pool", path);
  }

  std::vector<std::string> task_names_of(Index pool) const {
    const Model& m = b_.model;
    std::vector<std::string> names;
    for (std::size_t i = 1; i < m.steps.size(); ++i) {
      if (m.steps[i].kind != StepKind::seize) continue;
      const SeizeStep& seize = m.verbs.seize[m.steps[i].index];
      const auto among = [&](const std::vector<Index>& pools) {
        return std::find(pools.begin(), pools.end(), pool) != pools.end();
      };
      if (!among(seize.pool.pools) && !among(seize.with)) continue;
      if (std::find(names.begin(), names.end(), task_names_[i - 1]) == names.end()) names.push_back(task_names_[i - 1]);
    }
    return names;
  }

  void check_level(const NamedCall& call, const Location& where, const std::string& path) {
    const std::string& name = call.argument.name;
    for (const PoolKind& kind : b_.model.pools) {
      if (kind.name != name) continue;
      if (kind.occupancy_levels == 0) {
        b_.issues.add(where, path, "asks how long servers of pool " + quoted(name) + " were seized",
                      "the pool does not count that",
                      "Give pool." + name + " occupancy = " + std::to_string(std::max(1L, call.level)));
      } else if (call.level > kind.occupancy_levels) {
        b_.issues.add(where, path, "asks for " + std::to_string(call.level) + " servers of pool " + quoted(name),
                      "its occupancy is counted up to " + std::to_string(kind.occupancy_levels),
                      "Give it occupancy = " + std::to_string(call.level));
      }
    }
  }

  Binder& b_;
  std::vector<std::string> task_names_;   // axis: step, without the first
  std::vector<std::vector<Index>> more_;  // axes: step, asked tally
};

}  // namespace

void compile_key_figures(Binder& binder) {
  if (!binder.issues.all().empty()) return;  // names may be unbound
  AskedTallies asked(binder);
  for (const auto& [name, where, figure] : binder.scenario.kpis) {
    for (const NamedCall& call : named_calls(figure.value.value))
      asked.ask(call, figure.value.where, "kpi." + name + ".value");
  }
  asked.attach();
}

}  // namespace draagkracht
