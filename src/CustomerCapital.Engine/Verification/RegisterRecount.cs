using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;

namespace CustomerCapital.Engine.Verification;

/// <summary>What the register says of one customer's channel and acquisition cost, counted anew from the plain facts.</summary>
/// <remarks>A registration replaces what was registered before, and leaves what was changed at a later date. Of two changes that of the later date holds.</remarks>
internal sealed class RegisterRecount
{
    private readonly Said<string?> _channel = new();
    private readonly Said<long> _cost = new();

    /// <summary>The way of coming in that is registered; null where none is.</summary>
    public string? Channel => _channel.Value;

    /// <summary>What winning the customer cost, in ten-thousandths.</summary>
    public long AcquisitionCost => _cost.Value;

    /// <summary>Takes the next entry.</summary>
    public void Take(Entry entry)
    {
        switch (entry.Event)
        {
            case CustomerRegistered { IsSuperseded: false } registered:
                _channel.Register(entry.OccurredAt, registered.AcquisitionChannel);
                _cost.Register(entry.OccurredAt, registered.AcquisitionCost.Units);
                break;
            case RegistrationChanged changed:
                if (changed.AcquisitionChannel is not null || IsCleared(changed, "acquisitionChannel")) _channel.Change(entry.OccurredAt, changed.AcquisitionChannel);
                if (changed.AcquisitionCost is not null || IsCleared(changed, "acquisitionCost")) _cost.Change(entry.OccurredAt, changed.AcquisitionCost?.Units ?? 0);
                break;
        }
    }

    private static bool IsCleared(RegistrationChanged changed, string field) => changed.Clear?.Contains(field) is true;

    private sealed class Said<T>
    {
        private DateTimeOffset? _registeredAt;
        private DateTimeOffset? _changedAt;

        public T? Value { get; private set; }

        public void Register(DateTimeOffset at, T value)
        {
            _registeredAt = at;
            if (_changedAt > at) return;
            (Value, _changedAt) = (value, null);
        }

        public void Change(DateTimeOffset at, T value)
        {
            if (!(at < (_changedAt ?? _registeredAt))) (Value, _changedAt) = (value, at);
        }
    }
}
