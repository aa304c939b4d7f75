/// Leads, contacts, companies and pipelines of the CRM, fetched as facts. It must not know which rule needs
/// them.
@NullMarked
package dev.followup.crm.entity;

import org.jspecify.annotations.NullMarked;
