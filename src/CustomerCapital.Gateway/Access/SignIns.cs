using System.Net;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.Gateway.Access;

/// <inheritdoc cref="ISignIns"/>
internal sealed class SignIns(KeyRing ring, VisitRing visits, IKeyUses uses, GuessGuard guard, GatewayOptions options, TimeProvider clock) : ISignIns
{
    public bool IsOpen => options.Open;

    public async Task<SignIn> TryAsync(string text, IPAddress? from)
    {
        if ((await ring.GetFreshAsync()).Find(AccessKey.HashOf(text.Trim())) is var (key, _) && key.HoldsAt(clock.GetUtcNow()) && key.Terms.IsTakenFrom(from)) return new(key.KeyId);
        return new(null, IsSlowed: !guard.MayMiss(from));
    }

    public ValueTask<bool> HasEndedAsync(Visit visit) => visits.HasEndedAsync(visit);

    public void Miss(IPAddress? from) => guard.MayMiss(from);

    public async Task<Caller?> FindAsync(string keyId, IPAddress? from)
    {
        var now = clock.GetUtcNow();
        if ((await ring.GetAsync()).OfId(keyId) is not { } key || !key.HoldsAt(now) || !key.Terms.IsTakenFrom(from)) return null;
        uses.Note(keyId, now);
        return key.Caller();
    }
}
