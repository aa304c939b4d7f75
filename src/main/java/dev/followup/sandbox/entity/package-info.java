/// The sandbox's tasks, leads, contacts, companies and pipelines, and the log of their events. It must not know
/// who receives webhooks.
@NullMarked
package dev.followup.sandbox.entity;

import org.jspecify.annotations.NullMarked;
