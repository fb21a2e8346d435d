#include "engine/io/results_pipe.h"

#include <string>
#include <utility>
#include <vector>

namespace draagkracht {
namespace {

void put_texts(PipeWriter& out, const std::vector<std::string>& texts) {
  out.put_list(texts, [&](const std::string& text) { out.put_text(text); });
}

std::vector<std::string> get_texts(PipeReader& in) {
  return in.get_list([&] { return in.get_text(); });
}

}  // namespace

void put_issue(PipeWriter& out, const Issue& issue) {
  for (const std::string* text : {&issue.where.file, &issue.key, &issue.problem, &issue.why, &issue.suggestion}) {
    out.put_text(*text);
  }
}

Issue get_issue(PipeReader& in) {
  Issue issue;
  for (std::string* text : {&issue.where.file, &issue.key, &issue.problem, &issue.why, &issue.suggestion}) {
    *text = in.get_text();
  }
  return issue;
}

void put_pairs(PipeWriter& out, const TextPairs& pairs) {
  out.put_list(pairs, [&](const auto& pair) {
    out.put_text(pair.first);
    out.put_text(pair.second);
  });
}

TextPairs get_pairs(PipeReader& in) {
  return in.get_list([&] {
    std::string name = in.get_text();
    return std::pair{std::move(name), in.get_text()};
  });
}

void put_frame(PipeWriter& out, const ExperimentFrame& frame) {
  put_texts(out, frame.scenarios);
  put_texts(out, frame.regions);
  put_texts(out, frame.region_names);
  out.put(frame.draws);
  out.put(frame.replications);
  out.put_list(frame.schema.dimensions, [&](const ResultDimension& dimension) {
    out.put_text(dimension.name);
    out.put_text(dimension.long_name);
    out.put_text(dimension.units);
    put_texts(out, dimension.labels);
    out.put_doubles(dimension.numbers);
  });
  out.put_list(frame.schema.variables, [&](const ResultVariable& variable) {
    out.put_text(variable.name);
    out.put_text(variable.group);
    put_texts(out, variable.dimensions);
    out.put_text(variable.units);
    out.put_text(variable.long_name);
  });
  out.put_list(frame.partial, [&](const PartialDimension& partial) {
    out.put_text(partial.dimension);
    out.put_list(partial.has, [&](const std::vector<bool>& has) {
      out.put_list(has, [&](bool one) { out.put(static_cast<char>(one)); });
    });
  });
}

ExperimentFrame get_frame(PipeReader& in) {
  ExperimentFrame frame;
  frame.scenarios = get_texts(in);
  frame.regions = get_texts(in);
  frame.region_names = get_texts(in);
  frame.draws = in.get<std::uint32_t>();
  frame.replications = in.get<std::uint32_t>();
  for (ResultDimension& dimension : in.get_list([&] {
         ResultDimension one;
         one.name = in.get_text();
         one.long_name = in.get_text();
         one.units = in.get_text();
         one.labels = get_texts(in);
         one.numbers = in.get_doubles();
         return one;
       })) {
    frame.schema.add(std::move(dimension));
  }
  for (ResultVariable& variable : in.get_list([&] {
         ResultVariable one;
         one.name = in.get_text();
         one.group = in.get_text();
         one.dimensions = get_texts(in);
         one.units = in.get_text();
         one.long_name = in.get_text();
         return one;
       })) {
    frame.schema.add(std::move(variable));
  }
  frame.partial = in.get_list([&] {
    PartialDimension one{in.get_text(), {}};
    one.has = in.get_list([&] {
      const std::vector<char> flags = in.get_list([&] { return in.get<char>(); });
      return std::vector<bool>(flags.begin(), flags.end());
    });
    return one;
  });
  return frame;
}

}  // namespace draagkracht
