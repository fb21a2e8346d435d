#include "engine/io/hdf5_objects.h"

#include <hdf5_hl.h>

#include <algorithm>
#include <array>

namespace draagkracht::hdf5 {
namespace {

constexpr unsigned deflate_level = 4;

void write_attribute(hid_t object, const char* name, hid_t type, hid_t space, const void* value) {
  Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  must(H5Awrite(attribute, type, value));
  attribute.close();
}

}  // namespace

std::string innermost_reason() {
  std::string text;
  const auto keep_first = [](unsigned n, const H5E_error2_t* error, void* out) -> herr_t {
    if (n == 0 && error->desc != nullptr) *static_cast<std::string*>(out) = error->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  const std::string before = "error message = '";
  const std::size_t at = text.find(before);
  if (at != std::string::npos)
    text = text.substr(at + before.size(), text.find('\'', at + before.size()) - at - before.size());
  return text.empty() ? "HDF5 gives no reason" : text;
}

Handle simple_space(const Extents& extents, const Extents& most) {
  return {H5Screate_simple(static_cast<int>(extents.size()), extents.data(), most.empty() ? nullptr : most.data()),
          H5Sclose};
}

Handle text_type(std::size_t size) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  must(H5Tset_size(type, size));
  must(H5Tset_cset(type, H5T_CSET_UTF8));
  must(H5Tset_strpad(type, H5T_STR_NULLTERM));
  return type;
}

void write_text(hid_t object, const char* name, const std::string& text) {
  write_attribute(object, name, text_type(text.size() + 1), Handle(H5Screate(H5S_SCALAR), H5Sclose), text.c_str());
}

void write_int(hid_t object, const char* name, int value) {
  write_attribute(object, name, H5T_NATIVE_INT32, Handle(H5Screate(H5S_SCALAR), H5Sclose), &value);
}

void write_flags(hid_t object, const std::string& meanings) {
  const std::array<std::int8_t, 2> flags{0, 1};
  write_attribute(object, "flag_values", H5T_NATIVE_INT8, simple_space({2}), flags.data());
  write_text(object, "flag_meanings", meanings);
}

void write_texts(hid_t object, const TextPairs& pairs) {
  for (const auto& [name, text] : pairs) write_text(object, name.c_str(), text);
}

Handle object_creation(hid_t kind) {
  Handle list(H5Pcreate(kind), H5Pclose);
  must(H5Pset_obj_track_times(list, false));
  must(H5Pset_attr_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED));
  if (kind != H5P_DATASET_CREATE) {
    must(H5Pset_link_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED));
  }
  return list;
}

Handle create_group(hid_t parent, const std::string& name) {
  return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, object_creation(H5P_GROUP_CREATE), H5P_DEFAULT), H5Gclose};
}

Handle create_dataset(hid_t group, const std::string& name, hid_t type, const DatasetShape& shape) {
  const Handle creation = object_creation(H5P_DATASET_CREATE);
  Extents most = shape.extents;
  if (shape.unlimited) most[shape.unlimited_axis] = H5S_UNLIMITED;
  if (!shape.chunk.empty()) {
    must(H5Pset_chunk(creation, static_cast<int>(shape.chunk.size()), shape.chunk.data()));
    must(H5Pset_shuffle(creation));
    must(H5Pset_deflate(creation, deflate_level));
  }
  if (shape.fill_missing) must(H5Pset_fill_value(creation, H5T_NATIVE_DOUBLE, &missing));
  // Without a cache a chunk goes to disk in the write that gives it, and an error is seen there.
  const Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
  must(H5Pset_chunk_cache(access, 0, 0, 0));
  Handle dataset(
      H5Dcreate2(group, name.c_str(), type, simple_space(shape.extents, most), H5P_DEFAULT, creation, access),
      H5Dclose);
  if (shape.fill_missing) write_attribute(dataset, "_FillValue", H5T_NATIVE_DOUBLE, simple_space({1}), &missing);
  return dataset;
}

void write_strings(hid_t dataset, const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  must(H5Dwrite(dataset, text_type(H5T_VARIABLE), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                static_cast<const void*>(pointers.data())));
}

void Axes::add_labels(hid_t group, const std::string& name, const std::string& long_name,
                      const std::vector<std::string>& labels) {
  Handle scale = create_dataset(group, name, text_type(H5T_VARIABLE), {.extents = {labels.size()}, .chunk = {}});
  write_strings(scale, labels);
  add(std::move(scale), name, long_name);
}

void Axes::add_numbers(hid_t group, const ResultDimension& dimension) {
  Handle scale = create_dataset(group, dimension.name, H5T_NATIVE_DOUBLE, {.extents = {dimension.size()}, .chunk = {}});
  must(H5Dwrite(scale, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, dimension.numbers.data()));
  write_text(scale, "units", dimension.units);
  if (dimension.units.find(" since ") != std::string::npos) write_text(scale, "calendar", "standard");
  add(std::move(scale), dimension.name, dimension.long_name);
}

void Axes::add_counter(hid_t group, const std::string& name, const std::string& long_name, std::uint32_t size,
                       bool unlimited) {
  DatasetShape shape{.extents = {size}, .chunk = {}, .unlimited = unlimited, .unlimited_axis = 0};
  if (unlimited) shape.chunk = {std::min<hsize_t>(size, 1024)};
  Handle scale = create_dataset(group, name, H5T_NATIVE_INT32, shape);
  std::vector<std::int32_t> numbers(size);
  for (std::uint32_t i = 0; i < size; ++i) numbers[i] = static_cast<std::int32_t>(i + 1);
  must(H5Dwrite(scale, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()));
  add(std::move(scale), name, long_name);
}

void Axes::attach(hid_t dataset, const std::vector<std::string>& names) const {
  for (unsigned i = 0; i < names.size(); ++i) must(H5DSattach_scale(dataset, scales_.at(names[i]), i));
}

void Axes::add(Handle scale, const std::string& name, const std::string& long_name) {
  must(H5DSset_scale(scale, name.c_str()));
  write_text(scale, "long_name", long_name);
  scales_.emplace(name, std::move(scale));
}

}  // namespace draagkracht::hdf5
