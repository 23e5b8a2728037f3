namespace Unloop.Core.Experiments.Dependencies.Scripts;

/// <summary>For Node.js from 10 on. Trusts what programs in Node.js trust: its own list, and NODE_EXTRA_CA_CERTS.</summary>
internal static class NodeScript
{
    public const string Text = """
        const dns = require('dns'), net = require('net'), tls = require('tls');
        const words = process.argv.slice(process.argv[1] === '--' ? 2 : 1), began = Date.now();
        const say = (n, what, text) => console.log(`unloop-dependency ${n} ${what} ${String(text === undefined ? '' : text).replace(/[^\x20-\x7e]/g, '?').slice(0, 600)}`.trimEnd());
        const outcome = e => ({ ECONNREFUSED: 'refused', ETIMEDOUT: 'timeout', EHOSTUNREACH: 'unreachable', ENETUNREACH: 'unreachable', ECONNRESET: 'reset' })[e.code] || 'failed';
        const barred = ip => /^(169\.254\.|::ffff:169\.254\.|fe80:|fd00:ec2:|fd20:ce:)|^(::ffff:)?(100\.100\.100\.200|192\.0\.0\.192)$/i.test(ip);
        const look = host => new Promise(done => {
          const timer = setTimeout(() => done({ code: 'ETIMEOUT' }), 4000);
          dns.lookup(host, { all: true }, (e, found) => { clearTimeout(timer); done(e || found.map(f => f.address)); });
        });
        const connect = (host, port) => new Promise(done => {
          const socket = net.connect({ host, port });
          const end = answer => { socket.destroy(); done(answer); };
          socket.setTimeout(2500, () => end({ code: 'ETIMEDOUT' }));
          socket.on('connect', () => end(null)).on('error', end);
        });
        const shake = (ip, port, host) => new Promise(done => {
          const options = { host: ip, port, rejectUnauthorized: false };
          if (!net.isIP(host)) options.servername = host;
          const socket = tls.connect(options, () => {
            const certificate = socket.getPeerCertificate(), chain = socket.authorizationError;
            socket.destroy();
            done({ certificate, chain: chain && (chain.code || chain) });
          });
          socket.setTimeout(4000, () => { socket.destroy(); done({ error: { code: 'ETIMEDOUT', message: 'no answer to the handshake in 4 s' } }); });
          socket.on('error', error => { socket.destroy(); done({ error }); });
        });
        const name = o => Object.keys(o || {}).map(k => `${k}=${o[k]}`).join(', ');
        const date = text => Math.floor(Date.parse(text) / 1000);
        async function tryTls(n, ip, port, host) {
          const { certificate, chain, error } = await shake(ip, port, host);
          if (error) return say(n, 'tls failed', `${error.code || ''} ${error.message}`);
          if (!certificate || !certificate.subject) return say(n, 'tls failed', 'no certificate was shown');
          say(n, 'tls ok');
          say(n, 'subject', name(certificate.subject));
          say(n, 'issuer', name(certificate.issuer));
          say(n, 'names', certificate.subjectaltname || '');
          // who is told to verify nothing does not fail for what a certificate says
          if (process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') return;
          say(n, 'dates', `${date(certificate.valid_from)} ${date(certificate.valid_to)} ${Math.floor(Date.now() / 1000)}`);
          const wrong = tls.checkServerIdentity(host, certificate);
          say(n, wrong ? 'name wrong' : 'name ok');
          const isOther = !chain || /ALTNAME/.test(chain);
          say(n, isOther ? 'chain ok' : /EXPIRED|NOT_YET_VALID/.test(chain) ? 'chain dated' : 'chain failed', isOther ? '' : chain);
        }
        async function tryPlace(n, host, port, kind) {
          const found = net.isIP(host) ? [host] : await look(host);
          if (!Array.isArray(found)) return say(n, found.code === 'ETIMEOUT' ? 'dns timeout' : found.code === 'EAI_AGAIN' ? 'dns again' : 'dns failed', found.code);
          say(n, 'dns ok', found.slice(0, 8).join(' '));
          if (port === 0) return;
          const open = found.filter(ip => !barred(ip)).sort((a, b) => net.isIP(a) - net.isIP(b)).slice(0, 3);
          if (open.length === 0) return say(n, 'tcp barred');
          let last, at;
          for (at of open) if ((last = await connect(at, port)) === null) break;
          say(n, `tcp ${last === null ? 'ok' : outcome(last)}`, last === null ? at : `${at} ${last.code || ''}`);
          if (last === null && kind === 'tls') await tryTls(n, at, port, host);
        }
        (async () => {
          console.log('unloop-dependency by node ' + process.versions.node);
          for (let n = 0; n * 3 + 2 < words.length && Date.now() - began < 45000; n++)
            await tryPlace(n, words[n * 3], Number(words[n * 3 + 1]), words[n * 3 + 2]).catch(e => say(n, 'error', e.message));
          console.log('unloop-dependency end');
          process.exit(0);
        })();
        """;
}
