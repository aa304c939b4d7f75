/// The settings, with their units and defaults. All other packages read settings here; this one knows no
/// other package.
@NullMarked
package dev.followup.config;

import org.jspecify.annotations.NullMarked;
