/// Followup turns what happens in an amoCRM or Kommo account into tasks, by rules that people can read. Begin with
/// `worker.AccountWorker`: it shows the whole way of a message. Each package says what it is for; no code lives here.
@NullMarked
package dev.followup;

import org.jspecify.annotations.NullMarked;
