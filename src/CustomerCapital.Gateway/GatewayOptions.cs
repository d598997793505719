using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.Gateway;

/// <summary>How much the gateway takes at once; beyond it callers wait a little, then get 429.</summary>
public sealed class GatewayOptions
{
    /// <summary>Whether nobody is asked who they are, and everybody may do everything. Default false.</summary>
    public bool Open { get; set; }

    /// <summary>Where pages for people begin, who sign in there; null where there are none.</summary>
    public string? Pages { get; set; }

    /// <summary>The authentication scheme of those who signed in on pages; null where there is none.</summary>
    public string? PagesScheme { get; set; }

    /// <summary>The identity provider by which people sign in; null where there are keys alone. Default null.</summary>
    public IdentityProvider? Provider { get; set; }

    /// <summary>Makes the secret of a key: as many bytes as it is asked for, which nobody can guess. By default of the operating system's random numbers.</summary>
    public Func<int, byte[]> NewSecret { get; set; } = RandomNumberGenerator.GetBytes;

    /// <summary>How many connections may be open; further ones are closed at once. Default 1,024.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionLimit { get; set; } = 1_024;

    /// <summary>How many streams of commands may be open. Default 64.</summary>
    [Range(1, 100_000)]
    public int StreamLimit { get; set; } = 64;

    /// <summary>How many bytes of request content may be in work: the lines of streams, and bodies of more than 16 KiB. Default 32 MiB.</summary>
    [Range(1L, 1L << 40)]
    public long ContentLimit { get; set; } = 32 << 20;

    /// <summary>
    /// How many bytes of customers' histories, as they are stored, may be on their way to callers; a page counts with the million bytes that it may have, from before it is
    /// read until the caller has it. Default 64 million.
    /// </summary>
    [Range(1L, 1L << 40)]
    public long HistoryLimit { get; set; } = 64_000_000;

    /// <summary>How long a request waits for room. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);
}
