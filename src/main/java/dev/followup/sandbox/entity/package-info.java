/// The sandbox's tasks, leads, contacts, companies and pipelines, and the log of what happened to them. It must not
/// know to whom webhooks go.
@NullMarked
package dev.followup.sandbox.entity;

import org.jspecify.annotations.NullMarked;
