using CustomerCapital.Server.Serving;

namespace CustomerCapital.Server.Tests.Serving;

/// <summary>Processes on one machine share no port, and one that starts again gets its own.</summary>
public sealed class PortClaimTests
{
    private const int Usual = 21_000;

    [Fact]
    public void After_gives_the_next_port_that_is_free_and_so_the_own_one_to_a_process_that_starts_again()
    {
        using var first = PortClaim.After(Usual);
        var killed = PortClaim.After(Usual);
        using var third = PortClaim.After(Usual);
        killed.Dispose();

        using var again = PortClaim.After(Usual);

        Assert.Equal(killed.Port, again.Port);
        Assert.True(Usual < first.Port && first.Port < killed.Port && killed.Port < third.Port);
        Assert.Null(PortClaim.TryMake(third.Port));
    }
}
