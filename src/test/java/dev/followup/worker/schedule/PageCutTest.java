package dev.followup.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.crm.session.Page;
import org.junit.jupiter.api.Test;

class PageCutTest {

    @Test
    void begins_with_the_first_items() {
        assertThat(PageCut.at(0)).isEqualTo(new PageCut(1, Page.LARGEST));
        assertThat(PageCut.at(1)).isEqualTo(new PageCut(1, Page.LARGEST));
        assertThat(PageCut.at(250)).isEqualTo(new PageCut(2, 249));
    }

    @Test
    void has_the_item_before_and_many_new_ones_wherever_the_walk_is() {
        for (long position = 1; position <= 100_000; position++) {
            var cut = PageCut.at(position);
            assertThat(cut.limit()).isBetween(1, Page.LARGEST);
            assertThat(cut.begin()).isLessThan(position);
            assertThat(cut.begin() + cut.limit() - position).isGreaterThanOrEqualTo(50);
        }
    }

    @Test
    void reads_ten_thousand_items_in_little_more_pages_than_without_overlap() {
        int pages = 0;
        for (long position = 0; position < 10_000; pages++) {
            var cut = PageCut.at(position);
            position = cut.begin() + cut.limit();
        }
        assertThat(pages).isLessThanOrEqualTo(43);
    }
}
