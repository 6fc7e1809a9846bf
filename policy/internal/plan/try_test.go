package plan
import ("testing";"os";"github.com/fenrun/fenrun/policy/syntax";"github.com/fenrun/fenrun/policy/diag")
func TestTry(t *testing.T){
 name:=os.Getenv("TRY"); src,_:=os.ReadFile(name)
 f,l:=syntax.Load(name,src)
 diag.Text{Sources:func(string)[]byte{return src}}.Write(os.Stdout,l)
 if f==nil||f.Policy==nil {return}
 p,l2:=Compile(Source{Policy:f.Policy})
 diag.Text{Sources:func(string)[]byte{return src}}.Write(os.Stdout,l2.Sorted())
 _=p
}
