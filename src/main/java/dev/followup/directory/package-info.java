/// The directory of an account: the names of its users, pipelines, stages, task types and custom fields, read,
/// written, looked up and compared. It must not know rules, and calls nobody.
@NullMarked
package dev.followup.directory;

import org.jspecify.annotations.NullMarked;
