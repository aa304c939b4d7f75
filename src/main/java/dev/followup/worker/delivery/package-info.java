/// Sends the pending commands of an account in their order, reconciles those without a response, and records their
/// outcomes. It must not know events, rules or the inbox.
@NullMarked
package dev.followup.worker.delivery;

import org.jspecify.annotations.NullMarked;
