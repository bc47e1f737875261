//! Trino's functions that this engine does not have, each with the reason that its refusal gives.

/// Why a function of Trino cannot be called here; `None` for what Trino does not know either.
pub(super) fn reason(name: &str) -> Option<&'static str> {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    if starts(&["st_", "bing_tile", "geometry_", "to_geometry", "to_spherical_geography", "from_geojson", "to_geojson"])
        || ["great_circle_distance", "line_locate_point", "line_interpolate_point", "simplify_geometry"].contains(&name)
    {
        return Some("geospatial functions are left out");
    }
    if starts(&["learn_", "classify", "regress"]) || ["features", "evaluate_classifier_predictions"].contains(&name) {
        return Some("machine learning functions are left out");
    }
    if starts(&["hll_"])
        || name.contains("qdigest")
        || name.contains("tdigest")
        || [
            "approx_set",
            "merge",
            "empty_approx_set",
            "value_at_quantile",
            "values_at_quantiles",
            "quantile_at_value",
            "make_set_digest",
            "merge_set_digest",
            "jaccard_index",
            "intersection_cardinality",
            "hash_counts",
            "cardinality_estimate",
        ]
        .contains(&name)
    {
        return Some("sketches are left out; count(DISTINCT x) and approx_percentile give exact results here");
    }
    if ["json_query", "json_value", "json_exists", "json_object", "json_array", "json_table"].contains(&name) {
        return Some("use json_extract, json_extract_scalar or CAST(... AS JSON)");
    }
    if ["to_char", "to_date", "to_timestamp", "char2hexint", "index", "substring2"].contains(&name) {
        return Some("Teradata functions are left out; use date_format, date_parse or strpos");
    }
    if ["checksum", "murmur3", "spooky_hash_v2_32", "spooky_hash_v2_64", "xxhash32"].contains(&name) {
        return Some("use md5, sha256, crc32 or xxhash64");
    }
    Some(match name {
        "reduce_agg" => "use array_agg and reduce",
        "numeric_histogram" => "use width_bucket with count(*), or histogram",
        "approx_most_frequent" => "use histogram",
        "word_stem" => "stemming is left out",
        "map_union" => "use multimap_agg or map_concat",
        "soundex"
        | "luhn_check"
        | "cosine_similarity"
        | "cosine_distance"
        | "wilson_interval_lower"
        | "wilson_interval_upper"
        | "beta_cdf"
        | "inverse_beta_cdf"
        | "normal_cdf"
        | "inverse_normal_cdf"
        | "t_cdf"
        | "t_pdf" => "it is left out",
        "ip_prefix" | "ip_prefix_subnets" | "ip_subnet_min" | "ip_subnet_max" | "ip_subnet_range" | "is_subnet_of"
        | "contains_ip" => "the type ipaddress is left out",
        "color" | "bar" | "rgb" | "render" => "colors of a terminal are left out",
        "format_number" => "use format",
        "match_recognize" | "classifier" | "match_number" => "MATCH_RECOGNIZE is left out",
        "parse_data_size" | "parse_presto_data_size" => "multiply by the unit yourself",
        _ => return None,
    })
}
