using CustomerCapital.Engine.Messages;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerCapital.Grains.Delivery;

/// <summary>The courier as a grain: kept going by a timer, and waked after a crash by a reminder.</summary>
[GrainType("courier")]
public sealed class CourierGrain(IGrainContext context, IGrainFactory grains, ILedger ledger, IOptions<BackgroundOptions> options, ILogger<CourierGrain> logger)
    : BackgroundGrain(context, options, logger), ICourierGrain
{
    private readonly MessageCourier _courier = new(ledger, id => grains.GetGrain<ICustomerGrain>(id));

    /// <inheritdoc/>
    public Task MessagesSentAsync() => AttemptAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task DeliverAsync() => _courier.DeliverAsync();

    /// <inheritdoc/>
    protected override Task WorkAsync(CancellationToken cancellation) => _courier.DeliverAsync(cancellation);
}
