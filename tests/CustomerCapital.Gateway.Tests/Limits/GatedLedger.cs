using System.Reflection;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Gateway.Tests.Limits;

/// <summary>A ledger of which no customer can be recalled before its gate is opened.</summary>
public class GatedLedger : DispatchProxy
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ILedger _inner = null!;

    public static (ILedger Ledger, Action Open) Around(ILedger inner)
    {
        var ledger = Create<ILedger, GatedLedger>();
        var gated = (GatedLedger)(object)ledger;
        gated._inner = inner;
        return (ledger, () => gated._gate.TrySetResult());
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(ILedger.RecallAsync) ? RecallAsync((Recall)args![0]!) : targetMethod.Invoke(_inner, args);

    private async Task<Recalled> RecallAsync(Recall recall)
    {
        await _gate.Task;
        return await _inner.RecallAsync(recall);
    }
}
