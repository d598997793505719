using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Architecture.Tests;

/// <summary>What the compiled domain refers to: the compiler's own list, which no alias or implicit using escapes.</summary>
public sealed class DomainPurityTests
{
    private static readonly string[] ForbiddenNamespaces =
    [
        "System.IO", "System.Net", "System.Threading", "System.Data", "System.Diagnostics.Tracing", "System.Diagnostics.Metrics", "Microsoft",
    ];

    private static readonly string[] ForbiddenTypes =
    [
        "System.Console", "System.Random", "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
        "System.Runtime.CompilerServices.AsyncTaskMethodBuilder", "System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1",
        "System.Runtime.CompilerServices.AsyncStateMachineAttribute", "System.Security.Cryptography.RandomNumberGenerator",
    ];

    [Fact]
    public void Domain_refers_to_nothing_of_io_network_threads_async_clock_randomness_or_logging()
    {
        var types = TypesReferredTo().ToList();
        Assert.Contains("System.DateTimeOffset", types);

        var forbidden = types.Where(type => ForbiddenTypes.Contains(type)
            || ForbiddenNamespaces.Any(space => type.StartsWith(space + ".", StringComparison.Ordinal)));
        Assert.True(!forbidden.Any(),
            $"Domain uses {string.Join(", ", forbidden)}. Decisions are pure functions, so that a replay of the ledger gives the same state on every machine and at any "
            + "time; I/O, clocks, randomness, async and logging belong to the engine, which passes their results in.");
    }

    private static IEnumerable<string> TypesReferredTo()
    {
        using var file = new PEReader(File.OpenRead(typeof(ActorState).Assembly.Location));
        var metadata = file.GetMetadataReader();
        foreach (var handle in metadata.TypeReferences)
        {
            var type = metadata.GetTypeReference(handle);
            var (space, name) = (metadata.GetString(type.Namespace), metadata.GetString(type.Name));
            // The compiler marks sources with these; they do nothing at run time.
            if (space is "Microsoft.CodeAnalysis" or "System.Runtime.CompilerServices" && !name.StartsWith("Async", StringComparison.Ordinal)) continue;
            yield return $"{space}.{name}";
        }
    }
}
