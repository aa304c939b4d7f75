/// Text templates with facts in braces. Pure: it must not know which rule a text belongs to.
@NullMarked
package dev.followup.rule.text;

import org.jspecify.annotations.NullMarked;
