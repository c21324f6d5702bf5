package io.commitlake.job.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.github.RemoteRepository;
import io.commitlake.github.RepositoryDetails;
import io.commitlake.github.Search;
import io.commitlake.model.CommitlakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sweeps over generated repositories of every density, through a search that follows GitHub's documentation. */
class WindowSweepTest {
    private static final Pattern QUERY =
            Pattern.compile("created:(\\S+)\\.\\.(\\S+) stars:(?:>=(\\d+)|(\\d+)\\.\\.(\\d+)) is:public");
    private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

    @Test
    void aWindowMayBeLongerThanAllTime() {
        made.add(new Made(1, START, 5));
        List<SearchedWindow> leaves = new ArrayList<>();

        new WindowSweep(this::page, leaves::add)
                .over(START, START.plus(Duration.ofDays(3)), Duration.ofSeconds(Long.MAX_VALUE), 0);

        assertThat(leaves).hasSize(1);
    }

    /** The second page of the first window arrives once the search has come to the last window. */
    @Test
    @Timeout(20)
    void windowsAreReadSideBySideAndPassedOnInTheOrderOfTime() {
        fill(new Random(1), START, 86_400, 500, 0);
        fill(new Random(2), START.plusSeconds(86_400), 86_400, 300, 0);
        CountDownLatch last = new CountDownLatch(1);
        List<SearchedWindow> leaves = new ArrayList<>();
        SearchPages searches = (query, number) -> {
            if (!query.contains(START.toString())) {
                last.countDown();
            } else if (number > 1) {
                await(last);
            }
            return page(query, number);
        };

        new WindowSweep(searches, leaves::add).over(START, START.plusSeconds(2 * 86_400), Duration.ofDays(1), 0);

        assertThat(leaves).extracting(SearchedWindow::total).containsExactly(500L, 300L);
    }

    @Test
    void theWindowsBeforeAFailedOneArePassedOn() {
        fill(new Random(1), START, 5 * 86_400, 5000, 0);
        List<SearchedWindow> leaves = new ArrayList<>();
        Instant broken = START.plusSeconds(2 * 86_400);
        SearchPages searches = (query, number) -> {
            if (query.contains(broken.toString())) {
                throw CommitlakeException.github("no answer");
            }
            return page(query, number);
        };

        assertThatThrownBy(() -> new WindowSweep(searches, leaves::add)
                        .over(START, START.plusSeconds(5 * 86_400), Duration.ofHours(12), 0))
                .hasMessage("no answer");

        assertThat(leaves)
                .hasSize(4)
                .last()
                .satisfies(leaf -> assertThat(leaf.window().to()).isEqualTo(broken));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private record Made(long id, Instant created, long stars) {
        RemoteRepository shown() {
            return new RemoteRepository(
                    id,
                    "R_" + id,
                    "a/" + id,
                    "https://github.com/a/" + id,
                    created,
                    1,
                    Optional.empty(),
                    RepositoryDetails.NONE);
        }
    }

    private final List<Made> made = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();

    private Search.Page page(String query, int number) {
        requests.incrementAndGet();
        assertThat(number).isBetween(1, 10);
        Matcher parts = QUERY.matcher(query);
        assertThat(parts.matches()).as(query).isTrue();
        Instant from = Instant.parse(parts.group(1));
        Instant to = Instant.parse(parts.group(2));
        long least = Long.parseLong(parts.group(3) == null ? parts.group(4) : parts.group(3));
        long most = parts.group(5) == null ? Long.MAX_VALUE : Long.parseLong(parts.group(5));
        List<Made> found = made.stream()
                .filter(each ->
                        !each.created().isBefore(from) && !each.created().isAfter(to))
                .filter(each -> each.stars() >= least && each.stars() <= most)
                .sorted(Comparator.comparingLong(Made::stars).reversed().thenComparingLong(Made::id))
                .toList();
        List<Made> shown =
                found.subList(Math.min(found.size(), 100 * number - 100), Math.min(found.size(), 100 * number));
        return new Search.Page(
                found.size(),
                false,
                shown.stream().map(Made::shown).toList(),
                shown.stream().mapToLong(Made::stars).max().orElse(0));
    }

    private void fill(Random random, Instant from, long seconds, int count, int stars) {
        for (int i = 0; i < count; i++) {
            made.add(new Made(
                    made.size() + 1L,
                    from.plusSeconds(random.nextLong(seconds)),
                    stars == 0 ? 100 : 100L + random.nextInt(stars)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyRepositoryIsInOneWindowAndTheWindowsCoverTheSpan(long seed) {
        Random random = new Random(seed);
        long days = 1L + random.nextInt(2000);
        Instant end = START.plus(Duration.ofDays(days));
        fill(random, START, days * 86_400, random.nextInt(20_000), 5000);
        fill(random, START.plusSeconds(random.nextLong(days * 86_400)), 3600, random.nextInt(6000), 5000);
        fill(random, START.plusSeconds(random.nextLong(days * 86_400)), 1, random.nextInt(4000), 5000);
        int within =
                (int) made.stream().filter(each -> each.created().isBefore(end)).count();
        List<SearchedWindow> leaves = new ArrayList<>();
        Duration width = Duration.ofSeconds(1 + random.nextLong(30 * 86_400));

        new WindowSweep(this::page, leaves::add).over(START, end, width, 100);

        Set<Long> ids = new HashSet<>();
        leaves.forEach(leaf ->
                leaf.found().forEach(each -> assertThat(ids.add(each.id())).isTrue()));
        assertThat(ids).hasSize(within);
        assertThat(leaves).allMatch(SearchedWindow::complete);
        Instant reached = START;
        for (SearchedWindow leaf : leaves) {
            SearchWindow window = leaf.window();
            assertThat(window.from()).isEqualTo(window.leastStars() == 100 ? reached : window.from());
            reached = window.to();
        }
        assertThat(reached).isEqualTo(end);
        long pages = leaves.stream().mapToLong(SearchedWindow::pages).sum();
        // A crowded second also costs the halvings down to it, however few results they show.
        assertThat(requests.doubleValue()).isLessThanOrEqualTo(1.3 * pages + 60);
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 1500, 5000})
    void aSecondWithTooManyRepositoriesOfEqualStarsIsReportedAsIncomplete(int count) {
        fill(new Random(1), START.plusSeconds(5), 1, count, 0);
        List<SearchedWindow> leaves = new ArrayList<>();

        new WindowSweep(this::page, leaves::add).over(START, START.plusSeconds(60), Duration.ofSeconds(60), 100);

        assertThat(leaves).filteredOn(leaf -> !leaf.complete()).singleElement().satisfies(leaf -> {
            assertThat(leaf.found()).hasSize(1000);
            assertThat(leaf.total()).isEqualTo(count);
            assertThat(leaf.fault()).contains(Integer.toString(count));
            assertThat(leaf.window().mostStars()).isEqualTo(OptionalLong.empty());
        });
    }
}
