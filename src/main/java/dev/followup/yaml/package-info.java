/// Strict YAML: every value with its position, every problem collected instead of the first one thrown. It knows no
/// other package and must not know what a file contains.
@NullMarked
package dev.followup.yaml;

import org.jspecify.annotations.NullMarked;
