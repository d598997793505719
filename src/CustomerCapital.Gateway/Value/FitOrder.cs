using CustomerCapital.Engine.Value;

namespace CustomerCapital.Gateway.Value;

/// <summary>Asks that the models of lifetime value be fitted anew.</summary>
/// <param name="Model">
/// The model of buying: <c>bgnbd</c>, <c>mbgnbd</c>, <c>mbgcnbdk</c>, <c>paretonbd</c>, or <c>auto</c> for the one that
/// makes what happened most likely.
/// </param>
/// <param name="Force">Whether the fit takes effect even if it predicts worse than the models in force.</param>
public sealed record FitOrder(string Model = FitModel.Auto, bool Force = false);
