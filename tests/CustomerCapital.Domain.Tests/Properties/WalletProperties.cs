using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>What wallets hold adds up, whatever happens in whatever order.</summary>
public sealed class WalletProperties
{
    [Fact]
    public void Every_balance_is_the_sum_of_the_movements_and_no_lot_is_there_beside_a_debt() => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = RandomHistory.Play(steps).Scenario;
        var balances = new Dictionary<string, long>();
        foreach (var movement in scenario.Entries.SelectMany(entry => (entry.Event as IMovesWallets)?.Movements ?? []))
        {
            var balance = balances[movement.Wallet] = balances.GetValueOrDefault(movement.Wallet) + movement.Amount.Units;
            Assert.Equal(balance, movement.Balance.Units);
        }

        foreach (var wallet in HeldWallets.Part.Of(scenario.State).All)
        {
            Assert.Equal(balances.GetValueOrDefault(wallet.Name), wallet.Balance.Units);
            Assert.All(wallet.Lots.All, lot => Assert.True(lot.Amount > WalletAmount.Zero));
            Assert.True(wallet.Debt == WalletAmount.Zero || (wallet.Debt > WalletAmount.Zero && wallet.Lots.All.IsEmpty), $"{wallet.Name} owes {wallet.Debt} and holds {wallet.Lots.Sum}.");
        }
    });

    [Fact]
    public void Of_a_purchase_that_came_back_whole_or_moved_nothing_stays_earned_or_paid() => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = RandomHistory.Play(steps).Scenario;
        var gone = scenario.Entries.Select(entry => entry.Event)
            .Select(happened => happened switch { ReturnRecorded { Whole: true } back => back.PurchaseId, PurchaseMoved moved => moved.PurchaseId, _ => null }).OfType<string>();
        foreach (var purchaseId in gone)
        {
            var id = RecordPurchase.IdOf(purchaseId);
            var movements = scenario.Entries.Where(entry => entry.NaturalId == id || entry.ConcernsId == id).SelectMany(entry => (entry.Event as IMovesWallets)?.Movements ?? []);
            foreach (var wallet in movements.GroupBy(movement => movement.Wallet))
            {
                Assert.Equal(0, Net(wallet, MovementKind.Earned, MovementKind.TakenBack, writtenOff: -1));
                Assert.Equal(0, Net(wallet, MovementKind.Spent, MovementKind.GivenBack, writtenOff: 1));
            }
        }

        static long Net(IEnumerable<WalletMovement> movements, MovementKind one, MovementKind other, int writtenOff) =>
            movements.Where(movement => movement.Kind == one || movement.Kind == other).Sum(movement => movement.Amount.Units + writtenOff * (movement.WrittenOff?.Units ?? 0));
    });
}
