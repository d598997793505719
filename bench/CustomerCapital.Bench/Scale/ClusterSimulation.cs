namespace CustomerCapital.Bench.Scale;

/// <summary>What a simulated cluster did.</summary>
/// <param name="PerSecond">Purchases a second.</param>
/// <param name="P50">Half of the answers came within so many seconds: of a purchase, or of a batch of a stream.</param>
/// <param name="P99">All but one in a hundred.</param>
/// <param name="SiloBusy">Share of the time in which the processors of silos were busy.</param>
/// <param name="DatabaseBusy">The same of the databases.</param>
/// <param name="GatewayWork">Seconds of a processor that a purchase took of gateways; where silos are gateways, of these.</param>
/// <param name="SiloWork">The same of silos, besides what they did as gateways.</param>
/// <param name="DatabaseWork">The same of databases.</param>
/// <param name="PerGroup">Purchases of a group, on average.</param>
/// <param name="PerMessage">Purchases of a message, on average; 0 where there was none.</param>
internal sealed record ClusterOutcome(double PerSecond, double P50, double P99, double SiloBusy, double DatabaseBusy, double GatewayWork, double SiloWork, double DatabaseWork, double PerGroup, double PerMessage);

/// <summary>
/// Purchases on their way through a cluster: read by a gateway, in a message to the silo of their customer, decided, written in a group of that silo, flushed, answered. What waits goes
/// together, as in the product: messages to one silo while one is under way, and appends of one silo to one database.
/// </summary>
internal sealed class ClusterSimulation
{
    private const int LinesOfBatch = 500;
    private const int MostInMessage = 64;
    private const int MostInGroup = 512;
    private const int Committers = 3;
    private const int NextCommitterAt = MostInGroup / 8;

    private readonly ClusterTerms _terms;
    private readonly ClusterShape _shape;
    private readonly SimulatedTime _time;
    private readonly Servers[] _silos;
    private readonly Servers[] _databases;
    private readonly SharedFlush[] _flushes;
    private readonly Servers _gateway;
    private readonly Dictionary<(int Gateway, int Silo), Lane> _lanes = [];
    private readonly Dictionary<(int Silo, int Database), Line> _lines = [];
    private readonly List<double> _waits = [];
    private double _gatewayWork;
    private double _siloWork;
    private double _databaseWork;
    private long _answered;
    private long _groups;
    private long _grouped;
    private long _messages;
    private long _sent;

    private ClusterSimulation(ClusterTerms terms, ClusterShape shape, int seed)
    {
        (_terms, _shape, _time) = (terms, shape, new(seed));
        var all = shape.IsOneMachine ? new Servers(_time, shape.Processors, terms.OthersShare) : null;
        _silos = Machines(shape.Silos);
        _databases = Machines(shape.Databases);
        _gateway = all ?? new(_time, shape.Processors);
        _flushes = [.. Enumerable.Range(0, shape.Databases).Select(_ => new SharedFlush(_time, terms.Flush, terms.FlushEach))];

        Servers[] Machines(int count) => [.. Enumerable.Range(0, count).Select(_ => all ?? new Servers(_time, shape.Processors))];
    }

    /// <summary>Simulates a cluster.</summary>
    /// <param name="terms">What work costs.</param>
    /// <param name="shape">The cluster.</param>
    /// <param name="least">So many purchases are measured at least, and four of each that is under way at once; after half as many that are not measured.</param>
    /// <param name="seed">Of the random numbers.</param>
    public static ClusterOutcome Run(ClusterTerms terms, ClusterShape shape, int least, int seed = 1) => new ClusterSimulation(terms, shape, seed).Run(least);

    private ClusterOutcome Run(int least)
    {
        for (var caller = 0; caller < _shape.Callers; caller++) Begin(caller % _shape.Silos, 1);
        for (var stream = 0; stream < _shape.Streams; stream++) Begin(stream % _shape.Silos, LinesOfBatch);
        var measured = Math.Max(least, 4 * (_shape.Callers + (_shape.Streams * LinesOfBatch)));
        _time.RunWhile(() => _answered < measured / 2);
        var since = _time.Now;
        (_answered, _groups, _grouped, _messages, _sent, _gatewayWork, _siloWork, _databaseWork) = (0, 0, 0, 0, 0, 0, 0, 0);
        _waits.Clear();
        foreach (var servers in _silos.Concat(_databases).Append(_gateway)) servers.Forget();
        _time.RunWhile(() => _answered < measured);
        _waits.Sort();
        return new(
            _answered / (_time.Now - since), At(0.5), At(0.99), _silos.Average(silo => silo.BusyShare(since)), _databases.Average(database => database.BusyShare(since)),
            _gatewayWork / _answered, _siloWork / _answered, _databaseWork / _answered, (double)_grouped / Math.Max(1, _groups), (double)_sent / Math.Max(1, _messages));

        double At(double share) => _waits.Count == 0 ? double.NaN : _waits[Math.Min(_waits.Count - 1, (int)(share * _waits.Count))];
    }

    /// <summary>A caller sends a purchase, and the next one when it is answered; of a stream a batch is in work, while the next one has been sent already.</summary>
    private void Begin(int silo, int purchases, double? sentAt = null)
    {
        var (begun, sent, left) = (_time.Now, sentAt ?? _time.Now, purchases);
        // Callers of one machine do not come all at once again and again.
        var driving = purchases == 1 ? _terms.Driver * 2 * _time.Random.NextDouble() : 0;
        if (_shape.IsOneMachine) _gateway.Work(driving, Send);
        else _time.After(driving + _terms.Network, Send);

        void Send()
        {
            var gateway = _shape.HasOneGateway ? _gateway : _silos[silo];
            var reading = purchases * (purchases == 1 ? _terms.Post : _terms.Line);
            _gatewayWork += reading;
            gateway.Work(reading, () =>
            {
                for (var at = 0; at < purchases; at++)
                {
                    var owner = purchases == 1 && _shape.CallsOwnSilo ? silo : _time.Random.Next(_shape.Silos);
                    if (!_shape.HasOneGateway && owner == silo) Take(owner, Answered);
                    else LaneOf(silo, owner).Add(Answered);
                }
            });
        }

        void Answered()
        {
            _answered++;
            if (--left > 0) return;
            _waits.Add(_time.Now - sent);
            if (purchases > 1) Begin(silo, purchases, begun);
            else if (_shape.IsOneMachine) Begin(silo, purchases);
            else _time.After(_terms.Network, () => Begin(silo, purchases));
        }
    }

    /// <summary>A silo decides a purchase and has it written.</summary>
    private void Take(int silo, Action answered)
    {
        _siloWork += _terms.Turn;
        _silos[silo].Work(_terms.Turn, () => LineOf(silo).Add(answered));
    }

    private Lane LaneOf(int gateway, int silo)
    {
        var from = _shape.HasOneGateway ? -1 : gateway;
        if (!_lanes.TryGetValue((from, silo), out var lane)) _lanes.Add((from, silo), lane = new(this, from < 0 ? _gateway : _silos[from], silo));
        return lane;
    }

    private Line LineOf(int silo)
    {
        // Databases and silos lie side by side on a line, each kind evenly, and a silo has the customers of its stretch.
        var database = _shape.SpreadsCustomers ? _time.Random.Next(_shape.Databases) : (int)((silo + _time.Random.NextDouble()) * _shape.Databases / _shape.Silos);
        if (!_lines.TryGetValue((silo, database), out var line)) _lines.Add((silo, database), line = new(this, silo, database));
        return line;
    }

    /// <summary>Purchases on their way from a gateway to a silo: one message at a time, and another where it would be full.</summary>
    private sealed class Lane(ClusterSimulation cluster, Servers sender, int silo)
    {
        private readonly Queue<Action> _waiting = new();
        private int _underWay;

        public void Add(Action answered)
        {
            _waiting.Enqueue(answered);
            if (_underWay == 0 || _waiting.Count >= MostInMessage) Send();
        }

        private void Send()
        {
            var message = new List<Action>(Math.Min(_waiting.Count, MostInMessage));
            while (message.Count < MostInMessage && _waiting.TryDequeue(out var next)) message.Add(next);
            _underWay++;
            cluster._messages++;
            cluster._sent += message.Count;
            var (terms, left) = (cluster._terms, message.Count);
            var cost = terms.Message + (message.Count * terms.InMessage);
            cluster._gatewayWork += cost;
            cluster._siloWork += cost;
            sender.Work(cost, () => cluster._time.After(terms.Network, () => cluster._silos[silo].Work(cost, () =>
            {
                foreach (var answered in message)
                    cluster.Take(silo, () => cluster._time.After(terms.Network, () =>
                    {
                        answered();
                        if (--left > 0) return;
                        _underWay--;
                        if (_underWay == 0 && _waiting.Count > 0) Send();
                    }));
            })));
        }
    }

    /// <summary>What a silo has written to a database: a group at a time, and further ones at once where much waits.</summary>
    private sealed class Line(ClusterSimulation cluster, int silo, int database)
    {
        private readonly Queue<Action> _waiting = new();
        private int _committing;

        public void Add(Action answered)
        {
            _waiting.Enqueue(answered);
            if (_committing < Committers && _waiting.Count >= (_committing == 0 ? 1 : NextCommitterAt)) Commit();
        }

        private void Commit()
        {
            var group = new List<Action>(Math.Min(_waiting.Count, MostInGroup));
            while (group.Count < MostInGroup && _waiting.TryDequeue(out var next)) group.Add(next);
            _committing++;
            cluster._groups++;
            cluster._grouped += group.Count;
            var terms = cluster._terms;
            var writing = terms.GroupInDatabase + (group.Count * terms.Rows);
            cluster._siloWork += terms.Group;
            cluster._databaseWork += writing;
            cluster._silos[silo].Work(terms.Group, () => cluster._time.After(terms.Network, () => cluster._databases[database].Work(writing, () =>
                cluster._flushes[database].Commit(group.Count, () => cluster._time.After(terms.Network, () =>
                {
                    foreach (var answered in group) answered();
                    _committing--;
                    if (_waiting.Count >= (_committing == 0 ? 1 : NextCommitterAt)) Commit();
                })))));
        }
    }
}
