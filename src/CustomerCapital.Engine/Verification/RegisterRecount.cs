using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;

namespace CustomerCapital.Engine.Verification;

/// <summary>What the register says of one customer's channel and acquisition cost, counted anew from the plain facts: of all that was said, that of the latest date.</summary>
internal sealed class RegisterRecount
{
    private (DateTimeOffset At, string? Value)? _channel;
    private (DateTimeOffset At, long Value)? _cost;

    /// <summary>The way of coming in that is registered; null where none is.</summary>
    public string? Channel => _channel?.Value;

    /// <summary>What winning the customer cost, in ten-thousandths.</summary>
    public long AcquisitionCost => _cost?.Value ?? 0;

    /// <summary>Takes the next entry.</summary>
    public void Take(Entry entry)
    {
        switch (entry.Event)
        {
            case CustomerRegistered { IsSuperseded: false } registered:
                Say(ref _channel, entry.OccurredAt, registered.AcquisitionChannel);
                Say(ref _cost, entry.OccurredAt, registered.AcquisitionCost.Units);
                break;
            case RegistrationChanged changed:
                if (changed.AcquisitionChannel is not null || IsCleared(changed, "acquisitionChannel")) Say(ref _channel, entry.OccurredAt, changed.AcquisitionChannel);
                if (changed.AcquisitionCost is not null || IsCleared(changed, "acquisitionCost")) Say(ref _cost, entry.OccurredAt, changed.AcquisitionCost?.Units ?? 0);
                break;
        }
    }

    private static bool IsCleared(RegistrationChanged changed, string field) => changed.Clear?.Contains(field) is true;

    private static void Say<T>(ref (DateTimeOffset At, T Value)? known, DateTimeOffset at, T value)
    {
        if (!(at < known?.At)) known = (at, value);
    }
}
