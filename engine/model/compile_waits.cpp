// Steps at which one waits for no server: for a condition, for requests that one made, for a group.
#include <algorithm>

#include "engine/model/compile_parts.h"
#include "engine/model/formula.h"
#include "engine/model/pathway_compiler.h"

namespace draagkracht {

LimitedWait PathwayCompiler::limited_wait(const StepSpec& s) {
  LimitedWait wait;
  wait.patience = time(s.patience, "patience");
  wait.on_patience = target(s.on_patience, "on_patience");
  if (s.patience.set && s.on_patience.value.empty())
    issue("on_patience", "is missing", "those who wait too long must go somewhere");
  wait.measure = wait_of(s.wait);
  return wait;
}

void PathwayCompiler::compile_await(const StepSpec& s, Step& step) {
  using Op = Formula::Op;
  AwaitStep await;
  await.formula = compile_formula(b_, s.await, path_ + ".await", truth_kind);
  if (await.formula != none) {
    const Formula& formula = b_.model.formulas[await.formula];
    if (formula.reads_time())
      b_.issues.add(s.await.where, path_ + ".await", "reads the time", "it passes without anything that happens",
                    "Use `until` for hours, `delay` for a time, `patience` for the longest wait");
    if (formula.reads({Formula::Op::parameter}))
      b_.issues.add(s.await.where, path_ + ".await", "reads a parameter",
                    "levers change it without anything that happens here", "Ask it before, by `when`");
    const auto changes = [](const Formula::Instruction& i) {
      return i.op == Op::global || i.op == Op::person_value || i.op == Op::sensor || i.op == Op::place_number;
    };
    await.reads_pools = formula.reads_pools();
    if (!formula.reads_time() && !await.reads_pools &&
        std::none_of(formula.program.begin(), formula.program.end(), changes))
      b_.issues.add(s.await.where, path_ + ".await", "can never come true later",
                    "while one waits, only numbers of the model and its places, numbers that steps set for the person, "
                    "sensors and "
                    "pools change");
  }
  await.wait = limited_wait(s);
  put(step, b_.model.verbs.await, std::move(await));
}

void PathwayCompiler::compile_join(const StepSpec& s, Step& step) {
  JoinStep join;
  for (const Name& name : s.join) {
    const Index spawn = step_of(b_, name, pathway_, path_ + ".join");
    if (spawn == none) continue;
    if (std::find(join.spawns.begin(), join.spawns.end(), spawn) != join.spawns.end())
      issue("join", "names step " + quoted(name.value) + " twice");
    join.spawns.push_back(spawn);
  }
  join.wait = limited_wait(s);
  put(step, b_.model.verbs.join, std::move(join));
}

void PathwayCompiler::compile_gather(const StepSpec& s, Step& step) {
  GatherStep gather;
  gather.size = s.gather.number.value;
  if (!s.gather.parameter.value.empty()) {
    gather.parameter = b_.parameter_of(s.gather.parameter, path_ + ".gather");
    if (gather.parameter != none && b_.model.parameters[gather.parameter].low < 1)
      b_.issues.add(s.gather.parameter.where, path_ + ".gather",
                    "parameter " + quoted(s.gather.parameter.value) + " may become less than 1",
                    "nobody makes no group", "least = 1 at the parameter");
  }
  if (!s.at.value.empty()) {
    std::vector<std::string> scopes;
    for (const Model::Scope& scope : b_.model.scopes) scopes.push_back(scope.name);
    for (const Model::Group& group : b_.model.groups) {
      if (group.name == s.at.value)
        b_.issues.add(s.at.where, path_ + ".at", "scope " + quoted(group.name) + " has groups of places",
                      "one gathers at a place", "at = " + quoted(b_.model.scopes[group.scope].name));
    }
    gather.scope = static_cast<Index>(std::max(0, b_.find(s.at, scopes, "scope", path_ + ".at")));
    b_.use("scope", s.at.value);
  }
  gather.first = target(s.first, "first");
  gather.wait = limited_wait(s);
  put(step, b_.model.verbs.gather, std::move(gather));
}

// Which spawn steps a join waits for is known when all steps are.
void bind_joins(Binder& binder) {
  Model& m = binder.model;
  const auto refuse = [&](Index step, std::string problem, std::string why) {
    std::size_t at = 1;
    for (const auto& pathway : binder.scenario.pathways) {
      for (const auto& written : pathway.item.steps) {
        if (at++ == step)
          binder.issues.add(written.where, "pathway." + pathway.name + ".step." + written.name + ".join",
                            std::move(problem), std::move(why));
      }
    }
  };
  for (Index step = 1; step < m.steps.size(); ++step) {
    if (m.steps[step].kind != StepKind::join) continue;
    const Index join = m.steps[step].index;
    for (const Index spawn : m.verbs.join[join].spawns) {
      const std::string name = quoted(m.step_names[spawn]);
      if (m.steps[spawn].kind != StepKind::spawn) {
        refuse(step, "names step " + name + ", which makes no request", "it waits for those of `spawn` steps");
        continue;
      }
      Index& joined = m.verbs.spawn[m.steps[spawn].index].join;
      if (joined != none && joined != join)
        refuse(step, "names step " + name + ", for which another join waits", "each request is waited for once");
      joined = join;
    }
  }
}

}  // namespace draagkracht
