/// The seam by which others follow what the worker decides and does, without reading its log. It must not know the
/// worker, the CRM or who listens.
@NullMarked
package dev.followup.progress;

import org.jspecify.annotations.NullMarked;
