package dev.followup.chaos;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Webhooks of many new leads each. The rules for the sandbox require one task for each lead.
final class LeadWebhookBodies {

    private static final int LEADS = 50;

    private LeadWebhookBodies() {}

    /// The webhooks for these leads.
    static List<String> of(List<Long> leads) {
        return IntStream.iterate(0, from -> from < leads.size(), from -> from + LEADS)
                .mapToObj(from -> IntStream.range(from, Math.min(from + LEADS, leads.size()))
                        .mapToObj(lead -> item(lead - from, leads.get(lead)))
                        .collect(Collectors.joining("&")))
                .toList();
    }

    private static String item(int index, long lead) {
        var now = Instant.now().getEpochSecond();
        return ("leads[add][%1$d][id]=%2$d&leads[add][%1$d][name]=Lead+%2$d&leads[add][%1$d][status_id]=96210101"
                        + "&leads[add][%1$d][price]=1&leads[add][%1$d][responsible_user_id]=101"
                        + "&leads[add][%1$d][pipeline_id]=9621010&leads[add][%1$d][created_at]=%3$d")
                .formatted(index, lead, now);
    }
}
