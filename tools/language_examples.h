// Examples on the reference page of the model language: a step for each verb, and whole models that run.
#pragma once

#include <string>
#include <vector>

namespace draagkracht {

// The lines of an example step that does `verb`, its name left out; empty if none was written.
std::string example_step(const std::string& verb);

// Whole models that run, by the name of their file.
struct ExampleModel {
  std::string file;
  std::string about;
  std::string text;
};
const std::vector<ExampleModel>& example_models();

// A model that has each kind of result once: the wait measure `queue`, the tally `visits`, the tally of minutes `work`.
std::string model_of_results();

}  // namespace draagkracht
