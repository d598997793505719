using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine;

/// <summary>A value that the ledger's control state holds as JSON, and that several processes change.</summary>
/// <param name="name">Its name in the control state.</param>
/// <param name="what">What it is, as a sentence about it begins.</param>
/// <param name="json">How it is written and read.</param>
/// <param name="none">Makes the value of a ledger that never had one.</param>
internal sealed class ControlValue<T>(string name, string what, JsonTypeInfo<T> json, Func<T> none) where T : class
{
    /// <summary>Reads it from the ledger itself.</summary>
    /// <returns>The value, and its version; 0 where there was never one.</returns>
    /// <exception cref="EngineUnavailableException">A newer version of the program has kept what this one does not know.</exception>
    public async Task<(T Kept, long Version)> ReadAsync(ILedger ledger, CancellationToken cancellation = default)
    {
        if (await ledger.ReadControlAsync(name, cancellation) is not { } kept) return (none(), 0);
        try
        {
            return (JsonSerializer.Deserialize(kept.Json, json)!, kept.Version);
        }
        catch (JsonException newer)
        {
            throw new EngineUnavailableException($"{what} cannot be read by this version of the program; upgrade it. {newer.Message}", newer);
        }
    }

    /// <summary>Changes what is kept now, whatever others have changed since it was read.</summary>
    /// <param name="ledger">Where.</param>
    /// <param name="change">What it becomes, null where nothing is to change; asked again where somebody else was first.</param>
    /// <param name="cancellation">Gives up; the change may be kept nevertheless.</param>
    /// <returns>What is kept.</returns>
    /// <exception cref="EngineUnavailableException">A newer version of the program has taken over the ledger.</exception>
    public async Task<T> ChangeAsync(ILedger ledger, Func<T, T?> change, CancellationToken cancellation = default)
    {
        while (true)
        {
            var (kept, version) = await ReadAsync(ledger, cancellation);
            if (change(kept) is not { } next) return kept;
            try
            {
                await ledger.WriteControlAsync(name, JsonSerializer.Serialize(next, json), version, cancellation);
                return next;
            }
            catch (VersionConflictException)
            {
                // Each conflict means that another came further.
            }
            catch (LedgerSchemaException outdated)
            {
                throw new EngineUnavailableException(outdated.Message, outdated);
            }
        }
    }
}
