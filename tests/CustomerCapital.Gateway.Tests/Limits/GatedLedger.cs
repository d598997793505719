using System.Reflection;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Gateway.Tests.Limits;

/// <summary>A ledger of which no customer can be recalled, or no page of entries read, before its gate is opened.</summary>
public class GatedLedger : DispatchProxy
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ILedger _inner = null!;
    private string _held = "";

    public static (ILedger Ledger, Action Open) Around(ILedger inner, string held = nameof(ILedger.RecallAsync))
    {
        var ledger = Create<ILedger, GatedLedger>();
        var gated = (GatedLedger)(object)ledger;
        (gated._inner, gated._held) = (inner, held);
        return (ledger, () => gated._gate.TrySetResult());
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name != _held
        ? targetMethod.Invoke(_inner, args)
        : targetMethod.ReturnType == typeof(Task<Recalled>) ? OpenedAsync<Recalled>(targetMethod, args) : OpenedAsync<IReadOnlyList<Entry>>(targetMethod, args);

    private async Task<T> OpenedAsync<T>(MethodInfo method, object?[]? args)
    {
        await _gate.Task;
        return await (Task<T>)method.Invoke(_inner, args)!;
    }
}
