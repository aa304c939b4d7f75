package dev.followup.chaos;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Webhooks of many new leads each. The rules for the sandbox require one task for each lead.
final class LeadWebhookBodies {

    private static final int LEADS = 50;

    private LeadWebhookBodies() {}

    /// The webhooks for this number of leads.
    static List<String> of(int leads) {
        return IntStream.iterate(0, from -> from < leads, from -> from + LEADS)
                .mapToObj(from -> IntStream.range(from, Math.min(from + LEADS, leads))
                        .mapToObj(lead -> item(lead - from, lead))
                        .collect(Collectors.joining("&")))
                .toList();
    }

    private static String item(int index, int lead) {
        var now = Instant.now().getEpochSecond();
        return ("leads[add][%1$d][id]=%2$d&leads[add][%1$d][name]=Lead+%2$d&leads[add][%1$d][status_id]=96210101"
                        + "&leads[add][%1$d][price]=1&leads[add][%1$d][responsible_user_id]=101"
                        + "&leads[add][%1$d][pipeline_id]=9621010&leads[add][%1$d][created_at]=%3$d")
                .formatted(index, lead + 1, now);
    }
}
