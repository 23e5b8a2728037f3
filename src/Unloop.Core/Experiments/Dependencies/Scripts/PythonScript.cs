namespace Unloop.Core.Experiments.Dependencies.Scripts;

/// <summary>
/// For Python from 3.6 on, with or without its module ssl. A certificate that is not trusted is read by trusting it alone, whatever its dates: Python
/// tells nothing of one that it has not verified.
/// </summary>
internal static class PythonScript
{
    public const string Text = """
        import re, socket, sys, threading, time
        try:
            import ssl
        except ImportError:
            ssl = None
        words, began = sys.argv[1:], time.time()
        def say(*parts):
            print(re.sub(r'[^\x20-\x7e]', '?', ' '.join(['unloop-dependency'] + [str(p) for p in parts]))[:700].rstrip(), flush=True)
        def look(host, port):
            answer = []
            def ask():
                try:
                    answer.append([a[4][0].split('%')[0] for a in socket.getaddrinfo(host, port or None, 0, socket.SOCK_STREAM)])
                except OSError as e:
                    answer.append(e)
            thread = threading.Thread(target=ask, daemon=True)
            thread.start()
            thread.join(4)
            return answer[0] if answer else None
        def barred(ip):
            return re.match(r'(169\.254\.|::ffff:169\.254\.|fe80:|fd00:ec2:|fd20:ce:)|(::ffff:)?(100\.100\.100\.200|192\.0\.0\.192)$', ip.lower())
        def outcome(e):
            import errno
            if isinstance(e, socket.timeout): return 'timeout'
            return {errno.ECONNREFUSED: 'refused', errno.ETIMEDOUT: 'timeout', errno.EHOSTUNREACH: 'unreachable', errno.ENETUNREACH: 'unreachable', errno.ECONNRESET: 'reset'}.get(getattr(e, 'errno', 0), 'failed')
        def shake(ip, port, host, context):
            with socket.create_connection((ip, port), 4) as plain:
                with context.wrap_socket(plain, server_hostname=host) as s:
                    return s.getpeercert(), s.getpeercert(True)
        def alone(der, named):
            context = ssl.create_default_context(cadata=ssl.DER_cert_to_PEM_cert(der))
            context.check_hostname = named
            context.verify_flags |= 0x80000 | 0x200000
            context.verify_flags &= ~0x20
            return context
        def code(e):
            return getattr(e, 'verify_code', 0), getattr(e, 'verify_message', '') or str(e)
        def part(name):
            return ', '.join('='.join(pair) for rdn in name for pair in rdn)
        def try_tls(n, ip, port, host):
            if ssl is None: return say(n, 'tls unknown', 'python has no module ssl here')
            context, chain = ssl.create_default_context(), (0, '')
            context.check_hostname = False
            try:
                der = shake(ip, port, host, context)[1]
            except socket.timeout:
                return say(n, 'tls failed no answer to the handshake in 4 s')
            except ssl.SSLError as e:
                chain = code(e)
                if not chain[0]: return say(n, 'tls failed', e)
                context = ssl.create_default_context()
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                der = shake(ip, port, host, context)[1]
            except OSError as e:
                return say(n, 'tls failed', e)
            say(n, 'tls ok')
            named = None
            try:
                try:
                    told, named = shake(ip, port, host, alone(der, True))[0], True
                except ssl.SSLError as e:
                    if code(e)[0] not in (62, 64): raise
                    told, named = shake(ip, port, host, alone(der, False))[0], False
                say(n, 'subject', part(told.get('subject', ())))
                say(n, 'issuer', part(told.get('issuer', ())))
                say(n, 'names', ', '.join(':'.join(pair) for pair in told.get('subjectAltName', ())))
                say(n, 'dates', int(ssl.cert_time_to_seconds(told['notBefore'])), int(ssl.cert_time_to_seconds(told['notAfter'])), int(time.time()))
            except (ssl.SSLError, KeyError):
                pass
            if named is not None: say(n, 'name', 'ok' if named else 'wrong')
            say(n, 'chain', 'ok' if not chain[0] else 'dated' if chain[0] in (9, 10) else 'failed', chain[1])
        def try_place(n, host, port, kind):
            numeric = ':' in host or re.match(r'[0-9.]+$', host)
            found = [host] if numeric else look(host, port)
            if found is None: return say(n, 'dns timeout')
            if isinstance(found, OSError): return say(n, 'dns', 'again' if found.errno == socket.EAI_AGAIN else 'failed', found)
            found = list(dict.fromkeys(found))
            say(n, 'dns ok', *found[:8])
            if port == 0: return
            usable = sorted((ip for ip in found if not barred(ip)), key=lambda ip: ':' in ip)[:3]
            if not usable: return say(n, 'tcp barred')
            last = None
            for ip in usable:
                try:
                    socket.create_connection((ip, port), 2.5).close()
                    last = None
                    break
                except OSError as e:
                    last = e
            if last is not None: return say(n, 'tcp', outcome(last), ip, last)
            say(n, 'tcp ok', ip)
            if kind == 'tls': try_tls(n, ip, port, host)
        say('by python', sys.version.split()[0])
        for n in range(len(words) // 3):
            if time.time() - began > 45: break
            try:
                try_place(n, words[n * 3], int(words[n * 3 + 1]), words[n * 3 + 2])
            except Exception as e:
                say(n, 'error', e)
        say('end')
        sys.stdout.flush()
        import os
        os._exit(0)
        """;
}
