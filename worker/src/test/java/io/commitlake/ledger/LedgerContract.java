package io.commitlake.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.Tip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The promises that every ledger keeps, whatever its store. */
abstract class LedgerContract {
    private static final Export EXPORT = new Export(42, 0);
    private static final Instant SOME_TIME = Instant.parse("2024-11-01T00:00:00Z");

    /** Returns an empty ledger. */
    abstract Ledger ledger();

    private static Claim claim(Export export, char tip) {
        return claim(export, tip, Optional.empty(), Map.of());
    }

    private static Claim claim(
            Export export, char tip, Optional<List<String>> reached, Map<String, Long> lost, Character... frontiers) {
        return new Claim(
                export,
                new Tip(sha(tip), SOME_TIME),
                Stream.of(frontiers).map(LedgerContract::sha).toList(),
                reached,
                lost,
                "https://github.com/a/b",
                "git",
                "1");
    }

    private static String sha(char digit) {
        return String.valueOf(digit).repeat(40);
    }

    @Test
    void racingWorkersAllGetTheSameClaim() throws Exception {
        Ledger ledger = ledger();
        List<Callable<Claim>> racers = new ArrayList<>();
        for (char tip : "0123456789abcdef".toCharArray()) {
            racers.add(() -> ledger.claim(claim(EXPORT, tip)));
        }
        Set<Claim> claims = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(racers.size())) {
            for (Future<Claim> racer : threads.invokeAll(racers)) {
                claims.add(racer.get());
            }
        }

        assertThat(claims).hasSize(1);
        assertThat(ledger.claimed(EXPORT)).contains(claims.iterator().next());
    }

    @Test
    void aClaimsAgeStartsWithTheClaim() {
        Ledger ledger = ledger();
        assertThat(ledger.claimAge(EXPORT)).isEmpty();
        ledger.claim(claim(EXPORT, 'a'));
        assertThat(ledger.claimAge(EXPORT).orElseThrow()).isBetween(Duration.ZERO, Duration.ofMinutes(10));
    }

    @Test
    void theFirstTipStays() {
        Ledger ledger = ledger();
        String head = "a".repeat(40);
        SnapshotTip first = new SnapshotTip(Optional.empty());
        ledger.keepTip(42, head, SOME_TIME, first);

        assertThat(ledger.keepTip(42, head, SOME_TIME, new SnapshotTip(Optional.of(new Tip(head, SOME_TIME)))))
                .isEqualTo(first);
    }

    @Test
    void theFirstOutcomeStays() {
        Ledger ledger = ledger();
        assertThat(ledger.outcome(EXPORT)).isEmpty();
        Outcome first = new Outcome.Voided("gone", SOME_TIME);

        assertThat(ledger.settle(EXPORT, first)).isEqualTo(first);
        assertThat(ledger.settle(EXPORT, new Outcome.Complete(1, List.of()))).isEqualTo(first);
        assertThat(ledger.outcome(EXPORT)).contains(first);
    }

    @Test
    void theFirstUserIdsStayAndNoAddressIsStored() {
        Ledger ledger = ledger();
        UserIds first = UserIds.of(Map.of("a@example.com", OptionalLong.of(7), "b@example.com", OptionalLong.empty()));

        assertThat(ledger.keepUsers(EXPORT, first)).isEqualTo(first);
        assertThat(ledger.keepUsers(EXPORT, UserIds.of(Map.of()))).isEqualTo(first);
        assertThat(ledger.users(EXPORT).orElseThrow().id("a@example.com")).hasValue(7);
        assertThat(ledger.users(EXPORT).orElseThrow().id("b@example.com")).isEmpty();
        assertThat(first.ids().keySet()).noneMatch(key -> key.contains("@"));
    }

    @Test
    void anOpenExportIsListedUntilItIsClosed() {
        Ledger ledger = ledger();
        Export other = new Export(43, 12);
        ledger.open(EXPORT);
        ledger.open(EXPORT);
        ledger.open(other);
        ledger.close(EXPORT);
        ledger.close(EXPORT);

        List<Export> opened = new ArrayList<>();
        ledger.forEachOpen(opened::add);
        assertThat(opened).containsExactly(other);
    }

    static RepositoryCondition gone(long repository, String... runs) {
        return new RepositoryCondition(
                repository,
                RepositoryCondition.Condition.GONE,
                "404",
                List.of(runs),
                OptionalLong.empty(),
                SOME_TIME,
                Optional.of(SOME_TIME));
    }

    static List<RepositoryCondition> conditions(Ledger ledger) {
        List<RepositoryCondition> all = new ArrayList<>();
        ledger.forEachCondition(all::add);
        return all;
    }

    @Test
    void theLastConditionStaysUntilItIsRemoved() {
        Ledger ledger = ledger();
        RepositoryCondition last = gone(42, "r1", "r2");
        assertThat(ledger.changeConditions(Map.of(42L, before -> Optional.of(gone(42, "r1")))))
                .containsExactly(Map.entry(42L, gone(42, "r1")));
        ledger.changeConditions(Map.of(
                42L,
                before -> before.equals(Optional.of(gone(42, "r1"))) ? Optional.of(last) : Optional.empty(),
                43L,
                before -> Optional.of(gone(43, "r2"))));

        assertThat(ledger.condition(42)).contains(last);
        assertThat(conditions(ledger)).containsExactlyInAnyOrder(last, gone(43, "r2"));
        assertThat(ledger.changeConditions(Map.of(42L, before -> Optional.empty())))
                .isEmpty();
        assertThat(ledger.condition(42)).isEmpty();
        assertThat(conditions(ledger)).containsExactly(gone(43, "r2"));
    }

    @Test
    void racingWorkersLoseNoCondition() throws Exception {
        Ledger ledger = ledger();
        List<Callable<Object>> racers = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            String run = "r" + number;
            long own = 6400 + 64L * number;
            racers.add(() -> ledger.changeConditions(Map.of(
                    own,
                    before -> Optional.of(gone(own, run)),
                    42L,
                    before -> Optional.of(gone(
                            42,
                            Stream.concat(
                                            before.map(RepositoryCondition::runs).stream()
                                                    .flatMap(List::stream),
                                            Stream.of(run))
                                    .toArray(String[]::new))))));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(racers.size())) {
            for (Future<Object> racer : threads.invokeAll(racers)) {
                racer.get();
            }
        }

        assertThat(conditions(ledger)).hasSize(9);
        assertThat(ledger.condition(42).orElseThrow().runs()).hasSize(8);
    }

    @Test
    void aTipBelongsToOneHeadAndOneSnapshot() {
        Ledger ledger = ledger();
        String head = "a".repeat(40);
        ledger.keepTip(42, head, SOME_TIME, new SnapshotTip(Optional.empty()));

        assertThat(ledger.tip(42, head, SOME_TIME)).contains(new SnapshotTip(Optional.empty()));
        assertThat(ledger.tip(42, head, SOME_TIME.plusSeconds(1))).isEmpty();
        assertThat(ledger.tip(42, head, SOME_TIME.plusMillis(500))).isEmpty();
        assertThat(ledger.tip(42, head, SOME_TIME.plusNanos(1))).isEmpty();
        assertThat(ledger.tip(42, "b".repeat(40), SOME_TIME)).isEmpty();
    }

    @Test
    void aRepositoryHasOneFileAndOnlyTheFirstMoveCounts() {
        Ledger ledger = ledger();
        Repository row = new Repository(
                42, SOME_TIME, Optional.empty(), Optional.of("R_x"), Optional.of("a/b"), OptionalLong.of(0));
        TrackedRepository first = ledger.track(0, row);

        assertThat(ledger.track(5, row)).isEqualTo(first);
        assertThat(ledger.move(first, 1).file()).isEqualTo(1);
        assertThat(ledger.move(first, 2).file()).isEqualTo(1);
        List<Long> ids = new ArrayList<>();
        ledger.forEachTracked(ids::add);
        assertThat(ids).containsExactly(42L);
    }

    @Test
    void exportsFromTheLowestClaimOnAreOursWhateverTheirOutcome() {
        Ledger ledger = ledger();
        assertThat(ExportNumbers.first(ledger, 42, 2)).isEqualTo(2);
        ledger.claim(claim(new Export(42, 2), 'a'));
        ledger.settle(new Export(42, 2), new Outcome.Voided("refused", SOME_TIME));
        ledger.claim(claim(new Export(42, 3), 'b'));
        Outcome.Complete done = new Outcome.Complete(1, List.of());
        ledger.settle(new Export(42, 3), done);
        ledger.claim(claim(new Export(42, 4), 'c'));
        ledger.claim(claim(new Export(4, 0), 'd'));

        ExportNumbers numbers = ExportNumbers.of(ledger, 42);

        assertThat(ExportNumbers.first(ledger, 42, 5)).isEqualTo(2);
        assertThat(numbers.isOriginal(new Export(42, 1))).isTrue();
        assertThat(numbers.isOriginal(new Export(42, 2))).isFalse();
        assertThat(numbers.complete()).containsExactly(Map.entry(new Export(42, 3), done));
        assertThat(numbers.outcomes()).containsEntry(new Export(42, 4), Optional.empty());
    }

    @Test
    void aClaimIsReadAsItWasMade() {
        Ledger ledger = ledger();
        Claim made = claim(new Export(42, 5), 'f', Optional.of(List.of(sha('a'))), Map.of(sha('b'), 3L), 'a', 'b');
        ledger.claim(made);
        Claim unknown = claim(new Export(42, 6), 'f', Optional.empty(), Map.of(), 'a', 'b');
        ledger.claim(unknown);

        assertThat(ledger.claimed(new Export(42, 5))).contains(made);
        assertThat(ledger.claimed(new Export(42, 6))).contains(unknown);
    }

    @Test
    void theNextFrontiersAreThoseThatNoOtherReaches() {
        Ledger ledger = ledger();
        complete(ledger, claim(new Export(42, 0), 'a', Optional.of(List.of()), Map.of()));
        complete(ledger, claim(new Export(42, 1), 'b', Optional.of(List.of(sha('a'))), Map.of(), 'a'));
        assertThat(ExportPosition.of(ledger, 42, 0, Optional.empty()).frontiers())
                .containsExactly(sha('b'));

        // The branch is rewritten, and GitHub loses the old tip.
        complete(ledger, claim(new Export(42, 2), 'c', Optional.of(List.of()), Map.of(sha('b'), 2L), 'b'));
        ExportPosition rewritten = ExportPosition.of(ledger, 42, 1, Optional.empty());
        assertThat(rewritten.frontiers()).containsExactly(sha('b'), sha('c'));
        assertThat(rewritten.lost()).isEqualTo(Map.of(sha('b'), 2L));
        assertThat(rewritten.toFetch()).containsExactly(sha('c'));
        assertThat(rewritten.mayReachEachOther()).isFalse();

        // The branch moves back to a commit that a frontier reaches.
        complete(ledger, claim(new Export(42, 3), 'd', Optional.of(List.of(sha('d'))), Map.of(sha('b'), 2L), 'b', 'c'));
        ExportPosition back = ExportPosition.of(ledger, 42, 4, Optional.of(new Tip(sha('d'), SOME_TIME)));
        assertThat(back.frontiers()).containsExactly(sha('b'), sha('c'));
        assertThat(back.last()).contains(new Tip(sha('d'), SOME_TIME));
    }

    /** The claims of older versions list the tips of all completed exports. */
    @Test
    void theFrontiersOfAnOlderVersionsClaimMayReachEachOther() {
        Ledger ledger = ledger();
        complete(ledger, claim(new Export(42, 0), 'c', Optional.empty(), Map.of(), 'a', 'b'));

        ExportPosition position = ExportPosition.of(ledger, 42, 1, Optional.of(new Tip(sha('c'), SOME_TIME)));

        assertThat(position.frontiers()).containsExactly(sha('a'), sha('b'), sha('c'));
        assertThat(position.mayReachEachOther()).isTrue();
    }

    @Test
    void anOpenClaimIsFetchedWithItsOwnFrontiers() {
        Ledger ledger = ledger();
        ledger.claim(claim(new Export(42, 7), 'c', Optional.empty(), Map.of(sha('b'), 3L), 'a', 'b'));

        assertThat(ExportPosition.of(ledger, 42, 7, Optional.of(new Tip(sha('e'), SOME_TIME)))
                        .toFetch())
                .containsExactly(sha('a'));
    }

    private static void complete(Ledger ledger, Claim claim) {
        ledger.claim(claim);
        ledger.settle(claim.export(), new Outcome.Complete(1, List.of()));
    }

    @Test
    void aPositionCountsCompletedExportsAndSkipsVoidOnes() {
        Ledger ledger = ledger();
        ledger.claim(claim(new Export(42, 0), 'a'));
        ledger.settle(new Export(42, 0), new Outcome.Complete(1, List.of()));
        ledger.claim(claim(new Export(42, 1), 'b'));
        ledger.settle(new Export(42, 1), new Outcome.Voided("refused", SOME_TIME));
        ledger.claim(claim(new Export(42, 2), 'c'));

        ExportPosition position = ExportPosition.of(ledger, 42, 0, Optional.empty());

        assertThat(position.next()).isEqualTo(2);
        assertThat(position.frontiers()).containsExactly("a".repeat(40));
        assertThat(position.unfinished()).contains(claim(new Export(42, 2), 'c'));
    }

    private static List<ForgottenRepository> forgotten(Ledger ledger) {
        List<ForgottenRepository> all = new ArrayList<>();
        ledger.forgotten().forEach(all::add);
        return all;
    }

    @Test
    void aForgottenRepositoryStaysForgottenUntilItIsAllowedAgain() {
        Ledger ledger = ledger();
        assertThat(ledger.forgotten().age(42)).isEmpty();
        ledger.forgotten().add(42);
        ledger.forgotten().add(43);
        ledger.forgotten().noteRemoved(42);
        ledger.forgotten().noteRemoved(42);

        assertThat(ledger.forgotten().age(42).orElseThrow()).isBetween(Duration.ZERO, Duration.ofMinutes(10));
        assertThat(forgotten(ledger))
                .containsExactly(new ForgottenRepository(42, true), new ForgottenRepository(43, false));

        ledger.forgotten().remove(42);
        ledger.forgotten().remove(42);
        // A merge that has begun before may note the removal late.
        ledger.forgotten().noteRemoved(42);
        assertThat(ledger.forgotten().age(42)).isEmpty();
        assertThat(forgotten(ledger)).containsExactly(new ForgottenRepository(43, false));

        ledger.forgotten().add(42);
        assertThat(forgotten(ledger))
                .containsExactly(new ForgottenRepository(42, false), new ForgottenRepository(43, false));
    }

    @Test
    void forgettingAgainMakesMergesLookAgain() {
        Ledger ledger = ledger();
        ledger.forgotten().add(42);
        ledger.forgotten().noteRemoved(42);
        ledger.forgotten().add(42);

        assertThat(forgotten(ledger)).containsExactly(new ForgottenRepository(42, false));
    }

    /** Keeps one record of each kind. */
    private static void fill(Ledger ledger, long repository) {
        Export export = new Export(repository, 0);
        ledger.track(
                0,
                new Repository(
                        repository,
                        SOME_TIME,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("a/b"),
                        OptionalLong.of(0)));
        ledger.open(export);
        ledger.open(new Export(repository, 1));
        complete(ledger, claim(export, 'a'));
        ledger.keepUsers(export, UserIds.of(Map.of("a@example.com", OptionalLong.of(7))));
        ledger.keepTip(repository, sha('a'), SOME_TIME, new SnapshotTip(Optional.empty()));
        ledger.changeConditions(Map.of(repository, before -> Optional.of(gone(repository, "r"))));
    }

    /** What a ledger lists of a repository, as words. */
    private static List<String> listed(Ledger ledger, long repository) {
        Export export = new Export(repository, 0);
        List<String> all = new ArrayList<>();
        ledger.forEachTracked(id -> all.add("tracked " + id));
        ledger.forEachOpen(open -> all.add("open " + open.repository()));
        ledger.forEachClaim(repository, number -> all.add("claim " + repository));
        conditions(ledger).forEach(condition -> all.add("condition " + condition.repository()));
        ledger.outcome(export).ifPresent(outcome -> all.add("outcome " + repository));
        ledger.users(export).ifPresent(users -> all.add("users " + repository));
        ledger.tip(repository, sha('a'), SOME_TIME).ifPresent(tip -> all.add("tip " + repository));
        return all.stream()
                .filter(words -> words.endsWith(" " + repository))
                .sorted()
                .toList();
    }

    @Test
    void theRecordsOfOneRepositoryAreRemovedAndNoOthers() {
        Ledger ledger = ledger();
        // Keys that begin with the number of the removed one, or share its group of conditions.
        List<Long> others = List.of(4L, 421L, 42L + 64);
        fill(ledger, 42);
        others.forEach(other -> fill(ledger, other));
        ledger.forgotten().add(42);
        assertThat(listed(ledger, 42)).hasSize(8);

        ledger.removeRecords(42);
        ledger.removeRecords(42);

        assertThat(listed(ledger, 42)).isEmpty();
        assertThat(ledger.forgotten().age(42)).isPresent();
        others.forEach(other -> assertThat(listed(ledger, other)).hasSize(8));
    }

    @Test
    void aRemovedRecordCanBeKeptAgain() {
        Ledger ledger = ledger();
        fill(ledger, 42);
        TrackedRepository tracked = ledger.tracked(42).orElseThrow();
        ledger.removeRecords(42);

        assertThat(ledger.claim(claim(EXPORT, 'b'))).isEqualTo(claim(EXPORT, 'b'));
        assertThat(ledger.move(tracked, 3).file()).isEqualTo(3);
        assertThat(ledger.tracked(42).orElseThrow().file()).isEqualTo(3);
    }
}
