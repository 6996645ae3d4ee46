# pickle: what is written in each protocol, what is read, errors of both sides; persistent ids, reducers, buffers.
import collections, copyreg, datetime, enum, functools, hashlib, io, pickle, re, sys, tempfile


def t(f,*a,**k):
    try: print(re.sub('0x\\w+', '0x', repr(f(*a,**k)))[:300])
    except BaseException as e:
        print(type(e).__module__, type(e).__name__, re.sub('0x\\w+', '0x', str(e)), getattr(e, '__notes__', None), repr(e.__context__))
class C:
    def __init__(s,*a): s.a=a
    def __eq__(s,o): return type(s) is type(o) and s.__dict__==o.__dict__
    def __repr__(s): return 'C(%r)'%(s.__dict__,)
class S:
    __slots__=('x','y')
    def __init__(s): s.x=1
class N(collections.namedtuple('N','a b')): pass
class E(enum.Enum): A=1; B='b'
class L(list):
    def __init__(s,*a): super().__init__(*a); s.z=1
class D(dict): pass
class G:
    def __getstate__(s): return 5
    def __setstate__(s,st): s.st=st
class NA(int):
    def __getnewargs_ex__(s): return (int(s),),{}
class Outer:
    class Inner: pass
    def meth(self): pass
def f(): pass
rec=[]; rec.append(rec)
rt=([],); rt[0].append(rt)
rd={}; rd['k']=rd
rset=C(); rset.s=frozenset([1]); 
shared=[1]; 
objs=[None,True,False,0,1,255,256,65535,65536,-1,2**31-1,2**31,-2**31,2**31*5,2**63,-2**70,10**700,1.5,-0.0,float('inf'),'', 'abc','é€😀','\ud800','x'*300,'a\nb\\c\x00\x1a\u1234',b'',b'abc',b'x'*300,bytearray(b''),bytearray(b'abc'),(),(1,),(1,2),(1,2,3),(1,2,3,4),[],[1],[1,2],list(range(1001)),list(range(2000)),{}, {'a':1},{'a':1,'b':[2]},dict.fromkeys(range(1001)),set(),{1},frozenset(),frozenset([1]),C(),C(1,'x'),S(),N(1,2),E.A,E.B,L([1,2]),D(a=1),G(),NA(5),Outer.Inner(),Outer.Inner,Outer.meth,len,[].append,int,type(None),type(...),type(NotImplemented),...,NotImplemented,f,C.__init__,rec,rt,rd,rset,[shared,shared,'s','s',(1,2)],complex(1,2),range(5),slice(1,2,3),datetime.timedelta(5),collections.OrderedDict(a=1),collections.deque([1,2],5),collections.Counter('aab'),functools.partial(int,'5'),ValueError('x',1),collections.defaultdict(list,{1:[2]}),'x'*70000,[b'y'*70000,'z'],['w'*100]*3,list('abcdefghij'*100),iter([1,2]),copyreg.__newobj__,sys.intern, memoryview.__name__, property, object()]
for proto in range(6):
    h=hashlib.md5()
    for i,o in enumerate(objs):
        try: s=pickle.dumps(o,proto)
        except Exception as e: s=(type(e).__name__+str(e)).encode(); print(proto,i,s)
        else:
            if len(s)<120: print(proto,i,s)
            else: print(proto,i,len(s),hashlib.md5(s).hexdigest())
            try: v=pickle.loads(s)
            except Exception as e: print('  load',type(e).__name__,e)
            else:
                r=repr(v)
                if ' at 0x' not in r and r!=repr(o): print('  differs',r[:100])
print(pickle.dumps(C(1,2)), pickle.loads(pickle.dumps(C(1,[2]))))
t(pickle.dumps,lambda:0); t(pickle.dumps,[1,lambda:0]); t(pickle.dumps,{'k':(1,C(lambda:0))}); t(pickle.dumps,sys); t(pickle.dumps,open('/dev/null')); t(pickle.dumps,(i for i in ()))
def local():
    class X: pass
    return X
t(pickle.dumps,local()); t(pickle.dumps,local()()); 
f2=f
def f(): pass
t(pickle.dumps,f2); t(pickle.dumps,1,99); t(pickle.dumps,1,-1); t(pickle.dumps,1,'x'); t(pickle.dumps); t(pickle.dump,1,5); t(pickle.Pickler,5); t(pickle.Pickler,io.BytesIO(),9); t(pickle.load,5)
class R:
    def __init__(s,r): s.r=r
    def __reduce_ex__(s,p): return s.r
for r in (5,(),(1,),(1,2),(int,5),(int,()),(int,(),3),(int,(),None,5),(int,(),None,None,5),(int,(),None,None,None,5),(int,(),None,None,None,None,1),'nope','f',(C,(),{'a':1}),(list,(),None,iter([1,2])),(dict,(),None,None,iter([(1,2)])),(dict,(),None,None,iter([1])),(C,(),5,None,None,lambda o,s:None),(copyreg.__newobj__,()),(copyreg.__newobj__,(5,)),(copyreg.__newobj__,(int,5)),(copyreg.__newobj_ex__,(int,(),{})),(copyreg.__newobj_ex__,(int,))):
    t(pickle.dumps,R(r))
for s in (b'',b'\x80',b'\x80\x04',b'\x80\x63.',b'garbage',b'\xff',b'K',b'.',b'0.',b'(.',b'N',b'Na',b'I5\n.',b'I5.',b'Ix\n.',b'L5L\n.',b'F1.5\n.',b'Fx\n.',b"S'abc'\n.",b'Sabc\n.',b'U\x03abc.',b'T\x03\x00\x00\x00ab\xff.',b'Vab\\u1234\n.',b'Vab',b'X\xff\xff\xff\xff',b'X\x01\x00\x00\x00\xff.',b'B\xff\xff\xff\x7f',b'cos\nnope\n.',b'cnope\nx\n.',b'cos\n',b'i',b'g5\n.',b'h\x05.',b'j\x05\x00\x00\x00.',b'p5\n.',b'N(lp0\n.',b'(dp0\n.',b'(I1\nI2\nd.',b'(I1\nd.',b'(lI1\na.',b'I1\n.I2\n.',b'NNb.',b'N)R.',b'cbuiltins\nint\nNR.',b'NN\x81.',b'cbuiltins\nint\n)\x81.',b'P1\n.',b'NQ.',b'\x82\x01.',b'\x82\x00.',b']K\x01K\x02e.',b'](K\x01K\x02e.',b'N(K\x01e.',b'NK\x01a.',b'}(K\x01K\x02u.',b'}(K\x01u.',b'NK\x01K\x02s.',b'\x8f(K\x01\x90.',b'N(K\x01\x90.',b'(K\x01\x91.',b'\x95\xff\xff\xff\xff\xff\xff\xff\xff.',b'\x95\x01\x00\x00\x00\x00\x00\x00\x00N.',b'\x8a\x01\xff.',b'\x8a\x00.',b'\x8b\xff\xff\xff\xff.',b'G\x00\x00.',b'\x96\x01\x00\x00\x00\x00\x00\x00\x00a.',b'\x97.',b'N\x98.',b'\x93.',b'\x8c\x02os\x8c\x04nope\x93.',b'K\x01\x8c\x04nope\x93.',b'\x8c\x02os\x8c\x09path.join\x93.',b'(cbuiltins\nint\nI5\no.',b'(ibuiltins\nint\n.',b'c__builtin__\nunicode\n.',b't.',b'\x85.',b'2.',b'1.',b'\x94.',b'r',b'q'):
    print(s[:30],end=' '); t(pickle.loads,s)
t(pickle.loads,'x'); t(pickle.loads,bytearray(b'N.')); t(pickle.loads,memoryview(b'K\x05.')); t(pickle.loads,b'U\x01\xe9.',encoding='latin1'); t(pickle.loads,b'U\x01\xe9.',encoding='bytes'); t(pickle.loads,b'U\x01\xe9.',errors='replace')
class P(pickle.Pickler):
    def persistent_id(s,o): return ('id',o.a) if isinstance(o,C) else None
class U(pickle.Unpickler):
    def persistent_load(s,p): return ['loaded',p]
    def find_class(s,m,n):
        print('find',m,n); return super().find_class(m,n)
for proto in (0,2,4):
    b=io.BytesIO(); t(P(b,proto).dump,[C(1),E.A]); b.seek(0); t(lambda:U(b).load())
class RO(pickle.Pickler):
    def reducer_override(s,o):
        if o is len: return (str,('len',))
        return NotImplemented
b=io.BytesIO(); RO(b).dump([len,max]); t(pickle.loads,b.getvalue())
class DT(pickle.Pickler): dispatch_table={C: lambda o:(list,(o.a,))}
b=io.BytesIO(); DT(b).dump([C(1,2)]); t(pickle.loads,b.getvalue())
b=io.BytesIO(); p=pickle.Pickler(b); p.dump([1]); p.dump((2,)); p.clear_memo(); p.dump('x'); print(b.getvalue()); b.seek(0); u=pickle.Unpickler(b); print(u.load(),u.load(),u.load()); t(u.load)
p=pickle.Pickler(io.BytesIO(),2); p.fast=1; p.dump([[1],[1]]); print(p.bin,p.fast); a=[1]; p=pickle.Pickler(io.BytesIO()); p.dump([a,a]); print(type(p.memo).__name__, sorted(v[0] for v in p.memo.copy().values()))
bufs=[]; s=pickle.dumps(pickle.PickleBuffer(b'abc'),5,buffer_callback=bufs.append); print(s, bufs[0].raw().tobytes(), type(pickle.loads(s, buffers=bufs))); print(pickle.dumps(pickle.PickleBuffer(bytearray(b'abc')),5)); t(pickle.dumps,pickle.PickleBuffer(b'a'),4); t(pickle.loads,s); t(pickle.dumps,1,4,buffer_callback=5)
class F:
    def __init__(s,d): s.d=io.BytesIO(d)
    def read(s,n): return s.d.read(n)
    def readline(s): return s.d.readline()
t(pickle.load,F(pickle.dumps([1,2,'x'*100000],0))); t(pickle.load,F(pickle.dumps([1,2,'x'*100000],4)));t(pickle.load,F(b'')); t(pickle.load,F(b'K'))
with tempfile.TemporaryFile() as fl:
    for i in range(3): pickle.dump([i,'a'*i],fl)
    fl.write(b'tail'); fl.seek(0); print([pickle.load(fl) for i in range(3)], fl.read())
