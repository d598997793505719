using CustomerCapital.Engine.Verification;
using CustomerCapital.Server.Verifying;

namespace CustomerCapital.Server.Tests.Verifying;

/// <summary>What verify says was replayed: customers and codes by their own names.</summary>
public sealed class VerifyCommandTests
{
    [Fact]
    public void Named_says_of_each_kind_how_many_were_replayed_and_leaves_out_what_there_is_none_of()
    {
        Assert.Equal("0 customers and 1 entry", Named(default, 1));
        Assert.Equal("1,204 customers and 36 entries", Named(new(1_204, 0, 0, 0, 0, 0), 36));
        Assert.Equal("1 customer, 3 vouchers, 1 stock of a gift and 9 entries", Named(new(1, 3, 1, 0, 0, 0), 9));
        Assert.Equal("2 customers, 1 voucher, 2 stocks of gifts, 1 campaign, 2 raffles, 1 other actor and 9 entries", Named(new(2, 1, 2, 1, 2, 1), 9));
    }

    private static string Named(ReplayedActors actors, long entries) => VerifyCommand.Named(new(actors, entries, 0, [], 0));
}
