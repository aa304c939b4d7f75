/// A stand-in for the CRM: the Tasks API v4 with the real one's behaviour; leads, contacts and companies that
/// cause webhooks; limits, and faults on demand. It speaks HTTP as the CRM does, imports nothing of the other
/// packages and is not in the zip.
///
/// Deliberate differences from the CRM: tasks may refer to entities that were never added, leads to contacts,
/// pipelines and stages that do not exist, so that rules for a real account can be tried. Webhooks are sent to
/// this machine only, and are repeated within seconds instead of hours. Whether accepting an incoming lead
/// causes more than its own webhook in the CRM is not known: here it does not.
@NullMarked
package dev.followup.sandbox;

import org.jspecify.annotations.NullMarked;
