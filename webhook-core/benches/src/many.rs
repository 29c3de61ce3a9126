//! Groups of many events, to see what one more costs.

use webhook_core::{EventGroup, on_event};

use crate::types::Tiny;

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/many10",
    discriminator = "/action",
    unhandled = accept,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub enum Many10 {
    #[event("e0000")]
    E0000(Tiny),
    #[event("e0001")]
    E0001(Tiny),
    #[event("e0002")]
    E0002(Tiny),
    #[event("e0003")]
    E0003(Tiny),
    #[event("e0004")]
    E0004(Tiny),
    #[event("e0005")]
    E0005(Tiny),
    #[event("e0006")]
    E0006(Tiny),
    #[event("e0007")]
    E0007(Tiny),
    #[event("e0008")]
    E0008(Tiny),
    #[event("e0009")]
    E0009(Tiny),
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/many1000",
    discriminator = "/action",
    unhandled = accept,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub enum Many1000 {
    #[event("e0000")]
    E0000(Tiny),
    #[event("e0001")]
    E0001(Tiny),
    #[event("e0002")]
    E0002(Tiny),
    #[event("e0003")]
    E0003(Tiny),
    #[event("e0004")]
    E0004(Tiny),
    #[event("e0005")]
    E0005(Tiny),
    #[event("e0006")]
    E0006(Tiny),
    #[event("e0007")]
    E0007(Tiny),
    #[event("e0008")]
    E0008(Tiny),
    #[event("e0009")]
    E0009(Tiny),
    #[event("e0010")]
    E0010(Tiny),
    #[event("e0011")]
    E0011(Tiny),
    #[event("e0012")]
    E0012(Tiny),
    #[event("e0013")]
    E0013(Tiny),
    #[event("e0014")]
    E0014(Tiny),
    #[event("e0015")]
    E0015(Tiny),
    #[event("e0016")]
    E0016(Tiny),
    #[event("e0017")]
    E0017(Tiny),
    #[event("e0018")]
    E0018(Tiny),
    #[event("e0019")]
    E0019(Tiny),
    #[event("e0020")]
    E0020(Tiny),
    #[event("e0021")]
    E0021(Tiny),
    #[event("e0022")]
    E0022(Tiny),
    #[event("e0023")]
    E0023(Tiny),
    #[event("e0024")]
    E0024(Tiny),
    #[event("e0025")]
    E0025(Tiny),
    #[event("e0026")]
    E0026(Tiny),
    #[event("e0027")]
    E0027(Tiny),
    #[event("e0028")]
    E0028(Tiny),
    #[event("e0029")]
    E0029(Tiny),
    #[event("e0030")]
    E0030(Tiny),
    #[event("e0031")]
    E0031(Tiny),
    #[event("e0032")]
    E0032(Tiny),
    #[event("e0033")]
    E0033(Tiny),
    #[event("e0034")]
    E0034(Tiny),
    #[event("e0035")]
    E0035(Tiny),
    #[event("e0036")]
    E0036(Tiny),
    #[event("e0037")]
    E0037(Tiny),
    #[event("e0038")]
    E0038(Tiny),
    #[event("e0039")]
    E0039(Tiny),
    #[event("e0040")]
    E0040(Tiny),
    #[event("e0041")]
    E0041(Tiny),
    #[event("e0042")]
    E0042(Tiny),
    #[event("e0043")]
    E0043(Tiny),
    #[event("e0044")]
    E0044(Tiny),
    #[event("e0045")]
    E0045(Tiny),
    #[event("e0046")]
    E0046(Tiny),
    #[event("e0047")]
    E0047(Tiny),
    #[event("e0048")]
    E0048(Tiny),
    #[event("e0049")]
    E0049(Tiny),
    #[event("e0050")]
    E0050(Tiny),
    #[event("e0051")]
    E0051(Tiny),
    #[event("e0052")]
    E0052(Tiny),
    #[event("e0053")]
    E0053(Tiny),
    #[event("e0054")]
    E0054(Tiny),
    #[event("e0055")]
    E0055(Tiny),
    #[event("e0056")]
    E0056(Tiny),
    #[event("e0057")]
    E0057(Tiny),
    #[event("e0058")]
    E0058(Tiny),
    #[event("e0059")]
    E0059(Tiny),
    #[event("e0060")]
    E0060(Tiny),
    #[event("e0061")]
    E0061(Tiny),
    #[event("e0062")]
    E0062(Tiny),
    #[event("e0063")]
    E0063(Tiny),
    #[event("e0064")]
    E0064(Tiny),
    #[event("e0065")]
    E0065(Tiny),
    #[event("e0066")]
    E0066(Tiny),
    #[event("e0067")]
    E0067(Tiny),
    #[event("e0068")]
    E0068(Tiny),
    #[event("e0069")]
    E0069(Tiny),
    #[event("e0070")]
    E0070(Tiny),
    #[event("e0071")]
    E0071(Tiny),
    #[event("e0072")]
    E0072(Tiny),
    #[event("e0073")]
    E0073(Tiny),
    #[event("e0074")]
    E0074(Tiny),
    #[event("e0075")]
    E0075(Tiny),
    #[event("e0076")]
    E0076(Tiny),
    #[event("e0077")]
    E0077(Tiny),
    #[event("e0078")]
    E0078(Tiny),
    #[event("e0079")]
    E0079(Tiny),
    #[event("e0080")]
    E0080(Tiny),
    #[event("e0081")]
    E0081(Tiny),
    #[event("e0082")]
    E0082(Tiny),
    #[event("e0083")]
    E0083(Tiny),
    #[event("e0084")]
    E0084(Tiny),
    #[event("e0085")]
    E0085(Tiny),
    #[event("e0086")]
    E0086(Tiny),
    #[event("e0087")]
    E0087(Tiny),
    #[event("e0088")]
    E0088(Tiny),
    #[event("e0089")]
    E0089(Tiny),
    #[event("e0090")]
    E0090(Tiny),
    #[event("e0091")]
    E0091(Tiny),
    #[event("e0092")]
    E0092(Tiny),
    #[event("e0093")]
    E0093(Tiny),
    #[event("e0094")]
    E0094(Tiny),
    #[event("e0095")]
    E0095(Tiny),
    #[event("e0096")]
    E0096(Tiny),
    #[event("e0097")]
    E0097(Tiny),
    #[event("e0098")]
    E0098(Tiny),
    #[event("e0099")]
    E0099(Tiny),
    #[event("e0100")]
    E0100(Tiny),
    #[event("e0101")]
    E0101(Tiny),
    #[event("e0102")]
    E0102(Tiny),
    #[event("e0103")]
    E0103(Tiny),
    #[event("e0104")]
    E0104(Tiny),
    #[event("e0105")]
    E0105(Tiny),
    #[event("e0106")]
    E0106(Tiny),
    #[event("e0107")]
    E0107(Tiny),
    #[event("e0108")]
    E0108(Tiny),
    #[event("e0109")]
    E0109(Tiny),
    #[event("e0110")]
    E0110(Tiny),
    #[event("e0111")]
    E0111(Tiny),
    #[event("e0112")]
    E0112(Tiny),
    #[event("e0113")]
    E0113(Tiny),
    #[event("e0114")]
    E0114(Tiny),
    #[event("e0115")]
    E0115(Tiny),
    #[event("e0116")]
    E0116(Tiny),
    #[event("e0117")]
    E0117(Tiny),
    #[event("e0118")]
    E0118(Tiny),
    #[event("e0119")]
    E0119(Tiny),
    #[event("e0120")]
    E0120(Tiny),
    #[event("e0121")]
    E0121(Tiny),
    #[event("e0122")]
    E0122(Tiny),
    #[event("e0123")]
    E0123(Tiny),
    #[event("e0124")]
    E0124(Tiny),
    #[event("e0125")]
    E0125(Tiny),
    #[event("e0126")]
    E0126(Tiny),
    #[event("e0127")]
    E0127(Tiny),
    #[event("e0128")]
    E0128(Tiny),
    #[event("e0129")]
    E0129(Tiny),
    #[event("e0130")]
    E0130(Tiny),
    #[event("e0131")]
    E0131(Tiny),
    #[event("e0132")]
    E0132(Tiny),
    #[event("e0133")]
    E0133(Tiny),
    #[event("e0134")]
    E0134(Tiny),
    #[event("e0135")]
    E0135(Tiny),
    #[event("e0136")]
    E0136(Tiny),
    #[event("e0137")]
    E0137(Tiny),
    #[event("e0138")]
    E0138(Tiny),
    #[event("e0139")]
    E0139(Tiny),
    #[event("e0140")]
    E0140(Tiny),
    #[event("e0141")]
    E0141(Tiny),
    #[event("e0142")]
    E0142(Tiny),
    #[event("e0143")]
    E0143(Tiny),
    #[event("e0144")]
    E0144(Tiny),
    #[event("e0145")]
    E0145(Tiny),
    #[event("e0146")]
    E0146(Tiny),
    #[event("e0147")]
    E0147(Tiny),
    #[event("e0148")]
    E0148(Tiny),
    #[event("e0149")]
    E0149(Tiny),
    #[event("e0150")]
    E0150(Tiny),
    #[event("e0151")]
    E0151(Tiny),
    #[event("e0152")]
    E0152(Tiny),
    #[event("e0153")]
    E0153(Tiny),
    #[event("e0154")]
    E0154(Tiny),
    #[event("e0155")]
    E0155(Tiny),
    #[event("e0156")]
    E0156(Tiny),
    #[event("e0157")]
    E0157(Tiny),
    #[event("e0158")]
    E0158(Tiny),
    #[event("e0159")]
    E0159(Tiny),
    #[event("e0160")]
    E0160(Tiny),
    #[event("e0161")]
    E0161(Tiny),
    #[event("e0162")]
    E0162(Tiny),
    #[event("e0163")]
    E0163(Tiny),
    #[event("e0164")]
    E0164(Tiny),
    #[event("e0165")]
    E0165(Tiny),
    #[event("e0166")]
    E0166(Tiny),
    #[event("e0167")]
    E0167(Tiny),
    #[event("e0168")]
    E0168(Tiny),
    #[event("e0169")]
    E0169(Tiny),
    #[event("e0170")]
    E0170(Tiny),
    #[event("e0171")]
    E0171(Tiny),
    #[event("e0172")]
    E0172(Tiny),
    #[event("e0173")]
    E0173(Tiny),
    #[event("e0174")]
    E0174(Tiny),
    #[event("e0175")]
    E0175(Tiny),
    #[event("e0176")]
    E0176(Tiny),
    #[event("e0177")]
    E0177(Tiny),
    #[event("e0178")]
    E0178(Tiny),
    #[event("e0179")]
    E0179(Tiny),
    #[event("e0180")]
    E0180(Tiny),
    #[event("e0181")]
    E0181(Tiny),
    #[event("e0182")]
    E0182(Tiny),
    #[event("e0183")]
    E0183(Tiny),
    #[event("e0184")]
    E0184(Tiny),
    #[event("e0185")]
    E0185(Tiny),
    #[event("e0186")]
    E0186(Tiny),
    #[event("e0187")]
    E0187(Tiny),
    #[event("e0188")]
    E0188(Tiny),
    #[event("e0189")]
    E0189(Tiny),
    #[event("e0190")]
    E0190(Tiny),
    #[event("e0191")]
    E0191(Tiny),
    #[event("e0192")]
    E0192(Tiny),
    #[event("e0193")]
    E0193(Tiny),
    #[event("e0194")]
    E0194(Tiny),
    #[event("e0195")]
    E0195(Tiny),
    #[event("e0196")]
    E0196(Tiny),
    #[event("e0197")]
    E0197(Tiny),
    #[event("e0198")]
    E0198(Tiny),
    #[event("e0199")]
    E0199(Tiny),
    #[event("e0200")]
    E0200(Tiny),
    #[event("e0201")]
    E0201(Tiny),
    #[event("e0202")]
    E0202(Tiny),
    #[event("e0203")]
    E0203(Tiny),
    #[event("e0204")]
    E0204(Tiny),
    #[event("e0205")]
    E0205(Tiny),
    #[event("e0206")]
    E0206(Tiny),
    #[event("e0207")]
    E0207(Tiny),
    #[event("e0208")]
    E0208(Tiny),
    #[event("e0209")]
    E0209(Tiny),
    #[event("e0210")]
    E0210(Tiny),
    #[event("e0211")]
    E0211(Tiny),
    #[event("e0212")]
    E0212(Tiny),
    #[event("e0213")]
    E0213(Tiny),
    #[event("e0214")]
    E0214(Tiny),
    #[event("e0215")]
    E0215(Tiny),
    #[event("e0216")]
    E0216(Tiny),
    #[event("e0217")]
    E0217(Tiny),
    #[event("e0218")]
    E0218(Tiny),
    #[event("e0219")]
    E0219(Tiny),
    #[event("e0220")]
    E0220(Tiny),
    #[event("e0221")]
    E0221(Tiny),
    #[event("e0222")]
    E0222(Tiny),
    #[event("e0223")]
    E0223(Tiny),
    #[event("e0224")]
    E0224(Tiny),
    #[event("e0225")]
    E0225(Tiny),
    #[event("e0226")]
    E0226(Tiny),
    #[event("e0227")]
    E0227(Tiny),
    #[event("e0228")]
    E0228(Tiny),
    #[event("e0229")]
    E0229(Tiny),
    #[event("e0230")]
    E0230(Tiny),
    #[event("e0231")]
    E0231(Tiny),
    #[event("e0232")]
    E0232(Tiny),
    #[event("e0233")]
    E0233(Tiny),
    #[event("e0234")]
    E0234(Tiny),
    #[event("e0235")]
    E0235(Tiny),
    #[event("e0236")]
    E0236(Tiny),
    #[event("e0237")]
    E0237(Tiny),
    #[event("e0238")]
    E0238(Tiny),
    #[event("e0239")]
    E0239(Tiny),
    #[event("e0240")]
    E0240(Tiny),
    #[event("e0241")]
    E0241(Tiny),
    #[event("e0242")]
    E0242(Tiny),
    #[event("e0243")]
    E0243(Tiny),
    #[event("e0244")]
    E0244(Tiny),
    #[event("e0245")]
    E0245(Tiny),
    #[event("e0246")]
    E0246(Tiny),
    #[event("e0247")]
    E0247(Tiny),
    #[event("e0248")]
    E0248(Tiny),
    #[event("e0249")]
    E0249(Tiny),
    #[event("e0250")]
    E0250(Tiny),
    #[event("e0251")]
    E0251(Tiny),
    #[event("e0252")]
    E0252(Tiny),
    #[event("e0253")]
    E0253(Tiny),
    #[event("e0254")]
    E0254(Tiny),
    #[event("e0255")]
    E0255(Tiny),
    #[event("e0256")]
    E0256(Tiny),
    #[event("e0257")]
    E0257(Tiny),
    #[event("e0258")]
    E0258(Tiny),
    #[event("e0259")]
    E0259(Tiny),
    #[event("e0260")]
    E0260(Tiny),
    #[event("e0261")]
    E0261(Tiny),
    #[event("e0262")]
    E0262(Tiny),
    #[event("e0263")]
    E0263(Tiny),
    #[event("e0264")]
    E0264(Tiny),
    #[event("e0265")]
    E0265(Tiny),
    #[event("e0266")]
    E0266(Tiny),
    #[event("e0267")]
    E0267(Tiny),
    #[event("e0268")]
    E0268(Tiny),
    #[event("e0269")]
    E0269(Tiny),
    #[event("e0270")]
    E0270(Tiny),
    #[event("e0271")]
    E0271(Tiny),
    #[event("e0272")]
    E0272(Tiny),
    #[event("e0273")]
    E0273(Tiny),
    #[event("e0274")]
    E0274(Tiny),
    #[event("e0275")]
    E0275(Tiny),
    #[event("e0276")]
    E0276(Tiny),
    #[event("e0277")]
    E0277(Tiny),
    #[event("e0278")]
    E0278(Tiny),
    #[event("e0279")]
    E0279(Tiny),
    #[event("e0280")]
    E0280(Tiny),
    #[event("e0281")]
    E0281(Tiny),
    #[event("e0282")]
    E0282(Tiny),
    #[event("e0283")]
    E0283(Tiny),
    #[event("e0284")]
    E0284(Tiny),
    #[event("e0285")]
    E0285(Tiny),
    #[event("e0286")]
    E0286(Tiny),
    #[event("e0287")]
    E0287(Tiny),
    #[event("e0288")]
    E0288(Tiny),
    #[event("e0289")]
    E0289(Tiny),
    #[event("e0290")]
    E0290(Tiny),
    #[event("e0291")]
    E0291(Tiny),
    #[event("e0292")]
    E0292(Tiny),
    #[event("e0293")]
    E0293(Tiny),
    #[event("e0294")]
    E0294(Tiny),
    #[event("e0295")]
    E0295(Tiny),
    #[event("e0296")]
    E0296(Tiny),
    #[event("e0297")]
    E0297(Tiny),
    #[event("e0298")]
    E0298(Tiny),
    #[event("e0299")]
    E0299(Tiny),
    #[event("e0300")]
    E0300(Tiny),
    #[event("e0301")]
    E0301(Tiny),
    #[event("e0302")]
    E0302(Tiny),
    #[event("e0303")]
    E0303(Tiny),
    #[event("e0304")]
    E0304(Tiny),
    #[event("e0305")]
    E0305(Tiny),
    #[event("e0306")]
    E0306(Tiny),
    #[event("e0307")]
    E0307(Tiny),
    #[event("e0308")]
    E0308(Tiny),
    #[event("e0309")]
    E0309(Tiny),
    #[event("e0310")]
    E0310(Tiny),
    #[event("e0311")]
    E0311(Tiny),
    #[event("e0312")]
    E0312(Tiny),
    #[event("e0313")]
    E0313(Tiny),
    #[event("e0314")]
    E0314(Tiny),
    #[event("e0315")]
    E0315(Tiny),
    #[event("e0316")]
    E0316(Tiny),
    #[event("e0317")]
    E0317(Tiny),
    #[event("e0318")]
    E0318(Tiny),
    #[event("e0319")]
    E0319(Tiny),
    #[event("e0320")]
    E0320(Tiny),
    #[event("e0321")]
    E0321(Tiny),
    #[event("e0322")]
    E0322(Tiny),
    #[event("e0323")]
    E0323(Tiny),
    #[event("e0324")]
    E0324(Tiny),
    #[event("e0325")]
    E0325(Tiny),
    #[event("e0326")]
    E0326(Tiny),
    #[event("e0327")]
    E0327(Tiny),
    #[event("e0328")]
    E0328(Tiny),
    #[event("e0329")]
    E0329(Tiny),
    #[event("e0330")]
    E0330(Tiny),
    #[event("e0331")]
    E0331(Tiny),
    #[event("e0332")]
    E0332(Tiny),
    #[event("e0333")]
    E0333(Tiny),
    #[event("e0334")]
    E0334(Tiny),
    #[event("e0335")]
    E0335(Tiny),
    #[event("e0336")]
    E0336(Tiny),
    #[event("e0337")]
    E0337(Tiny),
    #[event("e0338")]
    E0338(Tiny),
    #[event("e0339")]
    E0339(Tiny),
    #[event("e0340")]
    E0340(Tiny),
    #[event("e0341")]
    E0341(Tiny),
    #[event("e0342")]
    E0342(Tiny),
    #[event("e0343")]
    E0343(Tiny),
    #[event("e0344")]
    E0344(Tiny),
    #[event("e0345")]
    E0345(Tiny),
    #[event("e0346")]
    E0346(Tiny),
    #[event("e0347")]
    E0347(Tiny),
    #[event("e0348")]
    E0348(Tiny),
    #[event("e0349")]
    E0349(Tiny),
    #[event("e0350")]
    E0350(Tiny),
    #[event("e0351")]
    E0351(Tiny),
    #[event("e0352")]
    E0352(Tiny),
    #[event("e0353")]
    E0353(Tiny),
    #[event("e0354")]
    E0354(Tiny),
    #[event("e0355")]
    E0355(Tiny),
    #[event("e0356")]
    E0356(Tiny),
    #[event("e0357")]
    E0357(Tiny),
    #[event("e0358")]
    E0358(Tiny),
    #[event("e0359")]
    E0359(Tiny),
    #[event("e0360")]
    E0360(Tiny),
    #[event("e0361")]
    E0361(Tiny),
    #[event("e0362")]
    E0362(Tiny),
    #[event("e0363")]
    E0363(Tiny),
    #[event("e0364")]
    E0364(Tiny),
    #[event("e0365")]
    E0365(Tiny),
    #[event("e0366")]
    E0366(Tiny),
    #[event("e0367")]
    E0367(Tiny),
    #[event("e0368")]
    E0368(Tiny),
    #[event("e0369")]
    E0369(Tiny),
    #[event("e0370")]
    E0370(Tiny),
    #[event("e0371")]
    E0371(Tiny),
    #[event("e0372")]
    E0372(Tiny),
    #[event("e0373")]
    E0373(Tiny),
    #[event("e0374")]
    E0374(Tiny),
    #[event("e0375")]
    E0375(Tiny),
    #[event("e0376")]
    E0376(Tiny),
    #[event("e0377")]
    E0377(Tiny),
    #[event("e0378")]
    E0378(Tiny),
    #[event("e0379")]
    E0379(Tiny),
    #[event("e0380")]
    E0380(Tiny),
    #[event("e0381")]
    E0381(Tiny),
    #[event("e0382")]
    E0382(Tiny),
    #[event("e0383")]
    E0383(Tiny),
    #[event("e0384")]
    E0384(Tiny),
    #[event("e0385")]
    E0385(Tiny),
    #[event("e0386")]
    E0386(Tiny),
    #[event("e0387")]
    E0387(Tiny),
    #[event("e0388")]
    E0388(Tiny),
    #[event("e0389")]
    E0389(Tiny),
    #[event("e0390")]
    E0390(Tiny),
    #[event("e0391")]
    E0391(Tiny),
    #[event("e0392")]
    E0392(Tiny),
    #[event("e0393")]
    E0393(Tiny),
    #[event("e0394")]
    E0394(Tiny),
    #[event("e0395")]
    E0395(Tiny),
    #[event("e0396")]
    E0396(Tiny),
    #[event("e0397")]
    E0397(Tiny),
    #[event("e0398")]
    E0398(Tiny),
    #[event("e0399")]
    E0399(Tiny),
    #[event("e0400")]
    E0400(Tiny),
    #[event("e0401")]
    E0401(Tiny),
    #[event("e0402")]
    E0402(Tiny),
    #[event("e0403")]
    E0403(Tiny),
    #[event("e0404")]
    E0404(Tiny),
    #[event("e0405")]
    E0405(Tiny),
    #[event("e0406")]
    E0406(Tiny),
    #[event("e0407")]
    E0407(Tiny),
    #[event("e0408")]
    E0408(Tiny),
    #[event("e0409")]
    E0409(Tiny),
    #[event("e0410")]
    E0410(Tiny),
    #[event("e0411")]
    E0411(Tiny),
    #[event("e0412")]
    E0412(Tiny),
    #[event("e0413")]
    E0413(Tiny),
    #[event("e0414")]
    E0414(Tiny),
    #[event("e0415")]
    E0415(Tiny),
    #[event("e0416")]
    E0416(Tiny),
    #[event("e0417")]
    E0417(Tiny),
    #[event("e0418")]
    E0418(Tiny),
    #[event("e0419")]
    E0419(Tiny),
    #[event("e0420")]
    E0420(Tiny),
    #[event("e0421")]
    E0421(Tiny),
    #[event("e0422")]
    E0422(Tiny),
    #[event("e0423")]
    E0423(Tiny),
    #[event("e0424")]
    E0424(Tiny),
    #[event("e0425")]
    E0425(Tiny),
    #[event("e0426")]
    E0426(Tiny),
    #[event("e0427")]
    E0427(Tiny),
    #[event("e0428")]
    E0428(Tiny),
    #[event("e0429")]
    E0429(Tiny),
    #[event("e0430")]
    E0430(Tiny),
    #[event("e0431")]
    E0431(Tiny),
    #[event("e0432")]
    E0432(Tiny),
    #[event("e0433")]
    E0433(Tiny),
    #[event("e0434")]
    E0434(Tiny),
    #[event("e0435")]
    E0435(Tiny),
    #[event("e0436")]
    E0436(Tiny),
    #[event("e0437")]
    E0437(Tiny),
    #[event("e0438")]
    E0438(Tiny),
    #[event("e0439")]
    E0439(Tiny),
    #[event("e0440")]
    E0440(Tiny),
    #[event("e0441")]
    E0441(Tiny),
    #[event("e0442")]
    E0442(Tiny),
    #[event("e0443")]
    E0443(Tiny),
    #[event("e0444")]
    E0444(Tiny),
    #[event("e0445")]
    E0445(Tiny),
    #[event("e0446")]
    E0446(Tiny),
    #[event("e0447")]
    E0447(Tiny),
    #[event("e0448")]
    E0448(Tiny),
    #[event("e0449")]
    E0449(Tiny),
    #[event("e0450")]
    E0450(Tiny),
    #[event("e0451")]
    E0451(Tiny),
    #[event("e0452")]
    E0452(Tiny),
    #[event("e0453")]
    E0453(Tiny),
    #[event("e0454")]
    E0454(Tiny),
    #[event("e0455")]
    E0455(Tiny),
    #[event("e0456")]
    E0456(Tiny),
    #[event("e0457")]
    E0457(Tiny),
    #[event("e0458")]
    E0458(Tiny),
    #[event("e0459")]
    E0459(Tiny),
    #[event("e0460")]
    E0460(Tiny),
    #[event("e0461")]
    E0461(Tiny),
    #[event("e0462")]
    E0462(Tiny),
    #[event("e0463")]
    E0463(Tiny),
    #[event("e0464")]
    E0464(Tiny),
    #[event("e0465")]
    E0465(Tiny),
    #[event("e0466")]
    E0466(Tiny),
    #[event("e0467")]
    E0467(Tiny),
    #[event("e0468")]
    E0468(Tiny),
    #[event("e0469")]
    E0469(Tiny),
    #[event("e0470")]
    E0470(Tiny),
    #[event("e0471")]
    E0471(Tiny),
    #[event("e0472")]
    E0472(Tiny),
    #[event("e0473")]
    E0473(Tiny),
    #[event("e0474")]
    E0474(Tiny),
    #[event("e0475")]
    E0475(Tiny),
    #[event("e0476")]
    E0476(Tiny),
    #[event("e0477")]
    E0477(Tiny),
    #[event("e0478")]
    E0478(Tiny),
    #[event("e0479")]
    E0479(Tiny),
    #[event("e0480")]
    E0480(Tiny),
    #[event("e0481")]
    E0481(Tiny),
    #[event("e0482")]
    E0482(Tiny),
    #[event("e0483")]
    E0483(Tiny),
    #[event("e0484")]
    E0484(Tiny),
    #[event("e0485")]
    E0485(Tiny),
    #[event("e0486")]
    E0486(Tiny),
    #[event("e0487")]
    E0487(Tiny),
    #[event("e0488")]
    E0488(Tiny),
    #[event("e0489")]
    E0489(Tiny),
    #[event("e0490")]
    E0490(Tiny),
    #[event("e0491")]
    E0491(Tiny),
    #[event("e0492")]
    E0492(Tiny),
    #[event("e0493")]
    E0493(Tiny),
    #[event("e0494")]
    E0494(Tiny),
    #[event("e0495")]
    E0495(Tiny),
    #[event("e0496")]
    E0496(Tiny),
    #[event("e0497")]
    E0497(Tiny),
    #[event("e0498")]
    E0498(Tiny),
    #[event("e0499")]
    E0499(Tiny),
    #[event("e0500")]
    E0500(Tiny),
    #[event("e0501")]
    E0501(Tiny),
    #[event("e0502")]
    E0502(Tiny),
    #[event("e0503")]
    E0503(Tiny),
    #[event("e0504")]
    E0504(Tiny),
    #[event("e0505")]
    E0505(Tiny),
    #[event("e0506")]
    E0506(Tiny),
    #[event("e0507")]
    E0507(Tiny),
    #[event("e0508")]
    E0508(Tiny),
    #[event("e0509")]
    E0509(Tiny),
    #[event("e0510")]
    E0510(Tiny),
    #[event("e0511")]
    E0511(Tiny),
    #[event("e0512")]
    E0512(Tiny),
    #[event("e0513")]
    E0513(Tiny),
    #[event("e0514")]
    E0514(Tiny),
    #[event("e0515")]
    E0515(Tiny),
    #[event("e0516")]
    E0516(Tiny),
    #[event("e0517")]
    E0517(Tiny),
    #[event("e0518")]
    E0518(Tiny),
    #[event("e0519")]
    E0519(Tiny),
    #[event("e0520")]
    E0520(Tiny),
    #[event("e0521")]
    E0521(Tiny),
    #[event("e0522")]
    E0522(Tiny),
    #[event("e0523")]
    E0523(Tiny),
    #[event("e0524")]
    E0524(Tiny),
    #[event("e0525")]
    E0525(Tiny),
    #[event("e0526")]
    E0526(Tiny),
    #[event("e0527")]
    E0527(Tiny),
    #[event("e0528")]
    E0528(Tiny),
    #[event("e0529")]
    E0529(Tiny),
    #[event("e0530")]
    E0530(Tiny),
    #[event("e0531")]
    E0531(Tiny),
    #[event("e0532")]
    E0532(Tiny),
    #[event("e0533")]
    E0533(Tiny),
    #[event("e0534")]
    E0534(Tiny),
    #[event("e0535")]
    E0535(Tiny),
    #[event("e0536")]
    E0536(Tiny),
    #[event("e0537")]
    E0537(Tiny),
    #[event("e0538")]
    E0538(Tiny),
    #[event("e0539")]
    E0539(Tiny),
    #[event("e0540")]
    E0540(Tiny),
    #[event("e0541")]
    E0541(Tiny),
    #[event("e0542")]
    E0542(Tiny),
    #[event("e0543")]
    E0543(Tiny),
    #[event("e0544")]
    E0544(Tiny),
    #[event("e0545")]
    E0545(Tiny),
    #[event("e0546")]
    E0546(Tiny),
    #[event("e0547")]
    E0547(Tiny),
    #[event("e0548")]
    E0548(Tiny),
    #[event("e0549")]
    E0549(Tiny),
    #[event("e0550")]
    E0550(Tiny),
    #[event("e0551")]
    E0551(Tiny),
    #[event("e0552")]
    E0552(Tiny),
    #[event("e0553")]
    E0553(Tiny),
    #[event("e0554")]
    E0554(Tiny),
    #[event("e0555")]
    E0555(Tiny),
    #[event("e0556")]
    E0556(Tiny),
    #[event("e0557")]
    E0557(Tiny),
    #[event("e0558")]
    E0558(Tiny),
    #[event("e0559")]
    E0559(Tiny),
    #[event("e0560")]
    E0560(Tiny),
    #[event("e0561")]
    E0561(Tiny),
    #[event("e0562")]
    E0562(Tiny),
    #[event("e0563")]
    E0563(Tiny),
    #[event("e0564")]
    E0564(Tiny),
    #[event("e0565")]
    E0565(Tiny),
    #[event("e0566")]
    E0566(Tiny),
    #[event("e0567")]
    E0567(Tiny),
    #[event("e0568")]
    E0568(Tiny),
    #[event("e0569")]
    E0569(Tiny),
    #[event("e0570")]
    E0570(Tiny),
    #[event("e0571")]
    E0571(Tiny),
    #[event("e0572")]
    E0572(Tiny),
    #[event("e0573")]
    E0573(Tiny),
    #[event("e0574")]
    E0574(Tiny),
    #[event("e0575")]
    E0575(Tiny),
    #[event("e0576")]
    E0576(Tiny),
    #[event("e0577")]
    E0577(Tiny),
    #[event("e0578")]
    E0578(Tiny),
    #[event("e0579")]
    E0579(Tiny),
    #[event("e0580")]
    E0580(Tiny),
    #[event("e0581")]
    E0581(Tiny),
    #[event("e0582")]
    E0582(Tiny),
    #[event("e0583")]
    E0583(Tiny),
    #[event("e0584")]
    E0584(Tiny),
    #[event("e0585")]
    E0585(Tiny),
    #[event("e0586")]
    E0586(Tiny),
    #[event("e0587")]
    E0587(Tiny),
    #[event("e0588")]
    E0588(Tiny),
    #[event("e0589")]
    E0589(Tiny),
    #[event("e0590")]
    E0590(Tiny),
    #[event("e0591")]
    E0591(Tiny),
    #[event("e0592")]
    E0592(Tiny),
    #[event("e0593")]
    E0593(Tiny),
    #[event("e0594")]
    E0594(Tiny),
    #[event("e0595")]
    E0595(Tiny),
    #[event("e0596")]
    E0596(Tiny),
    #[event("e0597")]
    E0597(Tiny),
    #[event("e0598")]
    E0598(Tiny),
    #[event("e0599")]
    E0599(Tiny),
    #[event("e0600")]
    E0600(Tiny),
    #[event("e0601")]
    E0601(Tiny),
    #[event("e0602")]
    E0602(Tiny),
    #[event("e0603")]
    E0603(Tiny),
    #[event("e0604")]
    E0604(Tiny),
    #[event("e0605")]
    E0605(Tiny),
    #[event("e0606")]
    E0606(Tiny),
    #[event("e0607")]
    E0607(Tiny),
    #[event("e0608")]
    E0608(Tiny),
    #[event("e0609")]
    E0609(Tiny),
    #[event("e0610")]
    E0610(Tiny),
    #[event("e0611")]
    E0611(Tiny),
    #[event("e0612")]
    E0612(Tiny),
    #[event("e0613")]
    E0613(Tiny),
    #[event("e0614")]
    E0614(Tiny),
    #[event("e0615")]
    E0615(Tiny),
    #[event("e0616")]
    E0616(Tiny),
    #[event("e0617")]
    E0617(Tiny),
    #[event("e0618")]
    E0618(Tiny),
    #[event("e0619")]
    E0619(Tiny),
    #[event("e0620")]
    E0620(Tiny),
    #[event("e0621")]
    E0621(Tiny),
    #[event("e0622")]
    E0622(Tiny),
    #[event("e0623")]
    E0623(Tiny),
    #[event("e0624")]
    E0624(Tiny),
    #[event("e0625")]
    E0625(Tiny),
    #[event("e0626")]
    E0626(Tiny),
    #[event("e0627")]
    E0627(Tiny),
    #[event("e0628")]
    E0628(Tiny),
    #[event("e0629")]
    E0629(Tiny),
    #[event("e0630")]
    E0630(Tiny),
    #[event("e0631")]
    E0631(Tiny),
    #[event("e0632")]
    E0632(Tiny),
    #[event("e0633")]
    E0633(Tiny),
    #[event("e0634")]
    E0634(Tiny),
    #[event("e0635")]
    E0635(Tiny),
    #[event("e0636")]
    E0636(Tiny),
    #[event("e0637")]
    E0637(Tiny),
    #[event("e0638")]
    E0638(Tiny),
    #[event("e0639")]
    E0639(Tiny),
    #[event("e0640")]
    E0640(Tiny),
    #[event("e0641")]
    E0641(Tiny),
    #[event("e0642")]
    E0642(Tiny),
    #[event("e0643")]
    E0643(Tiny),
    #[event("e0644")]
    E0644(Tiny),
    #[event("e0645")]
    E0645(Tiny),
    #[event("e0646")]
    E0646(Tiny),
    #[event("e0647")]
    E0647(Tiny),
    #[event("e0648")]
    E0648(Tiny),
    #[event("e0649")]
    E0649(Tiny),
    #[event("e0650")]
    E0650(Tiny),
    #[event("e0651")]
    E0651(Tiny),
    #[event("e0652")]
    E0652(Tiny),
    #[event("e0653")]
    E0653(Tiny),
    #[event("e0654")]
    E0654(Tiny),
    #[event("e0655")]
    E0655(Tiny),
    #[event("e0656")]
    E0656(Tiny),
    #[event("e0657")]
    E0657(Tiny),
    #[event("e0658")]
    E0658(Tiny),
    #[event("e0659")]
    E0659(Tiny),
    #[event("e0660")]
    E0660(Tiny),
    #[event("e0661")]
    E0661(Tiny),
    #[event("e0662")]
    E0662(Tiny),
    #[event("e0663")]
    E0663(Tiny),
    #[event("e0664")]
    E0664(Tiny),
    #[event("e0665")]
    E0665(Tiny),
    #[event("e0666")]
    E0666(Tiny),
    #[event("e0667")]
    E0667(Tiny),
    #[event("e0668")]
    E0668(Tiny),
    #[event("e0669")]
    E0669(Tiny),
    #[event("e0670")]
    E0670(Tiny),
    #[event("e0671")]
    E0671(Tiny),
    #[event("e0672")]
    E0672(Tiny),
    #[event("e0673")]
    E0673(Tiny),
    #[event("e0674")]
    E0674(Tiny),
    #[event("e0675")]
    E0675(Tiny),
    #[event("e0676")]
    E0676(Tiny),
    #[event("e0677")]
    E0677(Tiny),
    #[event("e0678")]
    E0678(Tiny),
    #[event("e0679")]
    E0679(Tiny),
    #[event("e0680")]
    E0680(Tiny),
    #[event("e0681")]
    E0681(Tiny),
    #[event("e0682")]
    E0682(Tiny),
    #[event("e0683")]
    E0683(Tiny),
    #[event("e0684")]
    E0684(Tiny),
    #[event("e0685")]
    E0685(Tiny),
    #[event("e0686")]
    E0686(Tiny),
    #[event("e0687")]
    E0687(Tiny),
    #[event("e0688")]
    E0688(Tiny),
    #[event("e0689")]
    E0689(Tiny),
    #[event("e0690")]
    E0690(Tiny),
    #[event("e0691")]
    E0691(Tiny),
    #[event("e0692")]
    E0692(Tiny),
    #[event("e0693")]
    E0693(Tiny),
    #[event("e0694")]
    E0694(Tiny),
    #[event("e0695")]
    E0695(Tiny),
    #[event("e0696")]
    E0696(Tiny),
    #[event("e0697")]
    E0697(Tiny),
    #[event("e0698")]
    E0698(Tiny),
    #[event("e0699")]
    E0699(Tiny),
    #[event("e0700")]
    E0700(Tiny),
    #[event("e0701")]
    E0701(Tiny),
    #[event("e0702")]
    E0702(Tiny),
    #[event("e0703")]
    E0703(Tiny),
    #[event("e0704")]
    E0704(Tiny),
    #[event("e0705")]
    E0705(Tiny),
    #[event("e0706")]
    E0706(Tiny),
    #[event("e0707")]
    E0707(Tiny),
    #[event("e0708")]
    E0708(Tiny),
    #[event("e0709")]
    E0709(Tiny),
    #[event("e0710")]
    E0710(Tiny),
    #[event("e0711")]
    E0711(Tiny),
    #[event("e0712")]
    E0712(Tiny),
    #[event("e0713")]
    E0713(Tiny),
    #[event("e0714")]
    E0714(Tiny),
    #[event("e0715")]
    E0715(Tiny),
    #[event("e0716")]
    E0716(Tiny),
    #[event("e0717")]
    E0717(Tiny),
    #[event("e0718")]
    E0718(Tiny),
    #[event("e0719")]
    E0719(Tiny),
    #[event("e0720")]
    E0720(Tiny),
    #[event("e0721")]
    E0721(Tiny),
    #[event("e0722")]
    E0722(Tiny),
    #[event("e0723")]
    E0723(Tiny),
    #[event("e0724")]
    E0724(Tiny),
    #[event("e0725")]
    E0725(Tiny),
    #[event("e0726")]
    E0726(Tiny),
    #[event("e0727")]
    E0727(Tiny),
    #[event("e0728")]
    E0728(Tiny),
    #[event("e0729")]
    E0729(Tiny),
    #[event("e0730")]
    E0730(Tiny),
    #[event("e0731")]
    E0731(Tiny),
    #[event("e0732")]
    E0732(Tiny),
    #[event("e0733")]
    E0733(Tiny),
    #[event("e0734")]
    E0734(Tiny),
    #[event("e0735")]
    E0735(Tiny),
    #[event("e0736")]
    E0736(Tiny),
    #[event("e0737")]
    E0737(Tiny),
    #[event("e0738")]
    E0738(Tiny),
    #[event("e0739")]
    E0739(Tiny),
    #[event("e0740")]
    E0740(Tiny),
    #[event("e0741")]
    E0741(Tiny),
    #[event("e0742")]
    E0742(Tiny),
    #[event("e0743")]
    E0743(Tiny),
    #[event("e0744")]
    E0744(Tiny),
    #[event("e0745")]
    E0745(Tiny),
    #[event("e0746")]
    E0746(Tiny),
    #[event("e0747")]
    E0747(Tiny),
    #[event("e0748")]
    E0748(Tiny),
    #[event("e0749")]
    E0749(Tiny),
    #[event("e0750")]
    E0750(Tiny),
    #[event("e0751")]
    E0751(Tiny),
    #[event("e0752")]
    E0752(Tiny),
    #[event("e0753")]
    E0753(Tiny),
    #[event("e0754")]
    E0754(Tiny),
    #[event("e0755")]
    E0755(Tiny),
    #[event("e0756")]
    E0756(Tiny),
    #[event("e0757")]
    E0757(Tiny),
    #[event("e0758")]
    E0758(Tiny),
    #[event("e0759")]
    E0759(Tiny),
    #[event("e0760")]
    E0760(Tiny),
    #[event("e0761")]
    E0761(Tiny),
    #[event("e0762")]
    E0762(Tiny),
    #[event("e0763")]
    E0763(Tiny),
    #[event("e0764")]
    E0764(Tiny),
    #[event("e0765")]
    E0765(Tiny),
    #[event("e0766")]
    E0766(Tiny),
    #[event("e0767")]
    E0767(Tiny),
    #[event("e0768")]
    E0768(Tiny),
    #[event("e0769")]
    E0769(Tiny),
    #[event("e0770")]
    E0770(Tiny),
    #[event("e0771")]
    E0771(Tiny),
    #[event("e0772")]
    E0772(Tiny),
    #[event("e0773")]
    E0773(Tiny),
    #[event("e0774")]
    E0774(Tiny),
    #[event("e0775")]
    E0775(Tiny),
    #[event("e0776")]
    E0776(Tiny),
    #[event("e0777")]
    E0777(Tiny),
    #[event("e0778")]
    E0778(Tiny),
    #[event("e0779")]
    E0779(Tiny),
    #[event("e0780")]
    E0780(Tiny),
    #[event("e0781")]
    E0781(Tiny),
    #[event("e0782")]
    E0782(Tiny),
    #[event("e0783")]
    E0783(Tiny),
    #[event("e0784")]
    E0784(Tiny),
    #[event("e0785")]
    E0785(Tiny),
    #[event("e0786")]
    E0786(Tiny),
    #[event("e0787")]
    E0787(Tiny),
    #[event("e0788")]
    E0788(Tiny),
    #[event("e0789")]
    E0789(Tiny),
    #[event("e0790")]
    E0790(Tiny),
    #[event("e0791")]
    E0791(Tiny),
    #[event("e0792")]
    E0792(Tiny),
    #[event("e0793")]
    E0793(Tiny),
    #[event("e0794")]
    E0794(Tiny),
    #[event("e0795")]
    E0795(Tiny),
    #[event("e0796")]
    E0796(Tiny),
    #[event("e0797")]
    E0797(Tiny),
    #[event("e0798")]
    E0798(Tiny),
    #[event("e0799")]
    E0799(Tiny),
    #[event("e0800")]
    E0800(Tiny),
    #[event("e0801")]
    E0801(Tiny),
    #[event("e0802")]
    E0802(Tiny),
    #[event("e0803")]
    E0803(Tiny),
    #[event("e0804")]
    E0804(Tiny),
    #[event("e0805")]
    E0805(Tiny),
    #[event("e0806")]
    E0806(Tiny),
    #[event("e0807")]
    E0807(Tiny),
    #[event("e0808")]
    E0808(Tiny),
    #[event("e0809")]
    E0809(Tiny),
    #[event("e0810")]
    E0810(Tiny),
    #[event("e0811")]
    E0811(Tiny),
    #[event("e0812")]
    E0812(Tiny),
    #[event("e0813")]
    E0813(Tiny),
    #[event("e0814")]
    E0814(Tiny),
    #[event("e0815")]
    E0815(Tiny),
    #[event("e0816")]
    E0816(Tiny),
    #[event("e0817")]
    E0817(Tiny),
    #[event("e0818")]
    E0818(Tiny),
    #[event("e0819")]
    E0819(Tiny),
    #[event("e0820")]
    E0820(Tiny),
    #[event("e0821")]
    E0821(Tiny),
    #[event("e0822")]
    E0822(Tiny),
    #[event("e0823")]
    E0823(Tiny),
    #[event("e0824")]
    E0824(Tiny),
    #[event("e0825")]
    E0825(Tiny),
    #[event("e0826")]
    E0826(Tiny),
    #[event("e0827")]
    E0827(Tiny),
    #[event("e0828")]
    E0828(Tiny),
    #[event("e0829")]
    E0829(Tiny),
    #[event("e0830")]
    E0830(Tiny),
    #[event("e0831")]
    E0831(Tiny),
    #[event("e0832")]
    E0832(Tiny),
    #[event("e0833")]
    E0833(Tiny),
    #[event("e0834")]
    E0834(Tiny),
    #[event("e0835")]
    E0835(Tiny),
    #[event("e0836")]
    E0836(Tiny),
    #[event("e0837")]
    E0837(Tiny),
    #[event("e0838")]
    E0838(Tiny),
    #[event("e0839")]
    E0839(Tiny),
    #[event("e0840")]
    E0840(Tiny),
    #[event("e0841")]
    E0841(Tiny),
    #[event("e0842")]
    E0842(Tiny),
    #[event("e0843")]
    E0843(Tiny),
    #[event("e0844")]
    E0844(Tiny),
    #[event("e0845")]
    E0845(Tiny),
    #[event("e0846")]
    E0846(Tiny),
    #[event("e0847")]
    E0847(Tiny),
    #[event("e0848")]
    E0848(Tiny),
    #[event("e0849")]
    E0849(Tiny),
    #[event("e0850")]
    E0850(Tiny),
    #[event("e0851")]
    E0851(Tiny),
    #[event("e0852")]
    E0852(Tiny),
    #[event("e0853")]
    E0853(Tiny),
    #[event("e0854")]
    E0854(Tiny),
    #[event("e0855")]
    E0855(Tiny),
    #[event("e0856")]
    E0856(Tiny),
    #[event("e0857")]
    E0857(Tiny),
    #[event("e0858")]
    E0858(Tiny),
    #[event("e0859")]
    E0859(Tiny),
    #[event("e0860")]
    E0860(Tiny),
    #[event("e0861")]
    E0861(Tiny),
    #[event("e0862")]
    E0862(Tiny),
    #[event("e0863")]
    E0863(Tiny),
    #[event("e0864")]
    E0864(Tiny),
    #[event("e0865")]
    E0865(Tiny),
    #[event("e0866")]
    E0866(Tiny),
    #[event("e0867")]
    E0867(Tiny),
    #[event("e0868")]
    E0868(Tiny),
    #[event("e0869")]
    E0869(Tiny),
    #[event("e0870")]
    E0870(Tiny),
    #[event("e0871")]
    E0871(Tiny),
    #[event("e0872")]
    E0872(Tiny),
    #[event("e0873")]
    E0873(Tiny),
    #[event("e0874")]
    E0874(Tiny),
    #[event("e0875")]
    E0875(Tiny),
    #[event("e0876")]
    E0876(Tiny),
    #[event("e0877")]
    E0877(Tiny),
    #[event("e0878")]
    E0878(Tiny),
    #[event("e0879")]
    E0879(Tiny),
    #[event("e0880")]
    E0880(Tiny),
    #[event("e0881")]
    E0881(Tiny),
    #[event("e0882")]
    E0882(Tiny),
    #[event("e0883")]
    E0883(Tiny),
    #[event("e0884")]
    E0884(Tiny),
    #[event("e0885")]
    E0885(Tiny),
    #[event("e0886")]
    E0886(Tiny),
    #[event("e0887")]
    E0887(Tiny),
    #[event("e0888")]
    E0888(Tiny),
    #[event("e0889")]
    E0889(Tiny),
    #[event("e0890")]
    E0890(Tiny),
    #[event("e0891")]
    E0891(Tiny),
    #[event("e0892")]
    E0892(Tiny),
    #[event("e0893")]
    E0893(Tiny),
    #[event("e0894")]
    E0894(Tiny),
    #[event("e0895")]
    E0895(Tiny),
    #[event("e0896")]
    E0896(Tiny),
    #[event("e0897")]
    E0897(Tiny),
    #[event("e0898")]
    E0898(Tiny),
    #[event("e0899")]
    E0899(Tiny),
    #[event("e0900")]
    E0900(Tiny),
    #[event("e0901")]
    E0901(Tiny),
    #[event("e0902")]
    E0902(Tiny),
    #[event("e0903")]
    E0903(Tiny),
    #[event("e0904")]
    E0904(Tiny),
    #[event("e0905")]
    E0905(Tiny),
    #[event("e0906")]
    E0906(Tiny),
    #[event("e0907")]
    E0907(Tiny),
    #[event("e0908")]
    E0908(Tiny),
    #[event("e0909")]
    E0909(Tiny),
    #[event("e0910")]
    E0910(Tiny),
    #[event("e0911")]
    E0911(Tiny),
    #[event("e0912")]
    E0912(Tiny),
    #[event("e0913")]
    E0913(Tiny),
    #[event("e0914")]
    E0914(Tiny),
    #[event("e0915")]
    E0915(Tiny),
    #[event("e0916")]
    E0916(Tiny),
    #[event("e0917")]
    E0917(Tiny),
    #[event("e0918")]
    E0918(Tiny),
    #[event("e0919")]
    E0919(Tiny),
    #[event("e0920")]
    E0920(Tiny),
    #[event("e0921")]
    E0921(Tiny),
    #[event("e0922")]
    E0922(Tiny),
    #[event("e0923")]
    E0923(Tiny),
    #[event("e0924")]
    E0924(Tiny),
    #[event("e0925")]
    E0925(Tiny),
    #[event("e0926")]
    E0926(Tiny),
    #[event("e0927")]
    E0927(Tiny),
    #[event("e0928")]
    E0928(Tiny),
    #[event("e0929")]
    E0929(Tiny),
    #[event("e0930")]
    E0930(Tiny),
    #[event("e0931")]
    E0931(Tiny),
    #[event("e0932")]
    E0932(Tiny),
    #[event("e0933")]
    E0933(Tiny),
    #[event("e0934")]
    E0934(Tiny),
    #[event("e0935")]
    E0935(Tiny),
    #[event("e0936")]
    E0936(Tiny),
    #[event("e0937")]
    E0937(Tiny),
    #[event("e0938")]
    E0938(Tiny),
    #[event("e0939")]
    E0939(Tiny),
    #[event("e0940")]
    E0940(Tiny),
    #[event("e0941")]
    E0941(Tiny),
    #[event("e0942")]
    E0942(Tiny),
    #[event("e0943")]
    E0943(Tiny),
    #[event("e0944")]
    E0944(Tiny),
    #[event("e0945")]
    E0945(Tiny),
    #[event("e0946")]
    E0946(Tiny),
    #[event("e0947")]
    E0947(Tiny),
    #[event("e0948")]
    E0948(Tiny),
    #[event("e0949")]
    E0949(Tiny),
    #[event("e0950")]
    E0950(Tiny),
    #[event("e0951")]
    E0951(Tiny),
    #[event("e0952")]
    E0952(Tiny),
    #[event("e0953")]
    E0953(Tiny),
    #[event("e0954")]
    E0954(Tiny),
    #[event("e0955")]
    E0955(Tiny),
    #[event("e0956")]
    E0956(Tiny),
    #[event("e0957")]
    E0957(Tiny),
    #[event("e0958")]
    E0958(Tiny),
    #[event("e0959")]
    E0959(Tiny),
    #[event("e0960")]
    E0960(Tiny),
    #[event("e0961")]
    E0961(Tiny),
    #[event("e0962")]
    E0962(Tiny),
    #[event("e0963")]
    E0963(Tiny),
    #[event("e0964")]
    E0964(Tiny),
    #[event("e0965")]
    E0965(Tiny),
    #[event("e0966")]
    E0966(Tiny),
    #[event("e0967")]
    E0967(Tiny),
    #[event("e0968")]
    E0968(Tiny),
    #[event("e0969")]
    E0969(Tiny),
    #[event("e0970")]
    E0970(Tiny),
    #[event("e0971")]
    E0971(Tiny),
    #[event("e0972")]
    E0972(Tiny),
    #[event("e0973")]
    E0973(Tiny),
    #[event("e0974")]
    E0974(Tiny),
    #[event("e0975")]
    E0975(Tiny),
    #[event("e0976")]
    E0976(Tiny),
    #[event("e0977")]
    E0977(Tiny),
    #[event("e0978")]
    E0978(Tiny),
    #[event("e0979")]
    E0979(Tiny),
    #[event("e0980")]
    E0980(Tiny),
    #[event("e0981")]
    E0981(Tiny),
    #[event("e0982")]
    E0982(Tiny),
    #[event("e0983")]
    E0983(Tiny),
    #[event("e0984")]
    E0984(Tiny),
    #[event("e0985")]
    E0985(Tiny),
    #[event("e0986")]
    E0986(Tiny),
    #[event("e0987")]
    E0987(Tiny),
    #[event("e0988")]
    E0988(Tiny),
    #[event("e0989")]
    E0989(Tiny),
    #[event("e0990")]
    E0990(Tiny),
    #[event("e0991")]
    E0991(Tiny),
    #[event("e0992")]
    E0992(Tiny),
    #[event("e0993")]
    E0993(Tiny),
    #[event("e0994")]
    E0994(Tiny),
    #[event("e0995")]
    E0995(Tiny),
    #[event("e0996")]
    E0996(Tiny),
    #[event("e0997")]
    E0997(Tiny),
    #[event("e0998")]
    E0998(Tiny),
    #[event("e0999")]
    E0999(Tiny),
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/pairs10",
    discriminator("$request.header.X-Event", "/action"),
    unhandled = accept,
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
    danger_unsigned_discriminator
)]
pub enum Pairs10 {
    #[event("h00", "a00")]
    E00A00(Tiny),
    #[event("h00", "a01")]
    E00A01(Tiny),
    #[event("h00", "a02")]
    E00A02(Tiny),
    #[event("h00", "a03")]
    E00A03(Tiny),
    #[event("h00", "a04")]
    E00A04(Tiny),
    #[event("h01", "a00")]
    E01A00(Tiny),
    #[event("h01", "a01")]
    E01A01(Tiny),
    #[event("h01", "a02")]
    E01A02(Tiny),
    #[event("h01", "a03")]
    E01A03(Tiny),
    #[event("h01", "a04")]
    E01A04(Tiny),
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/pairs260",
    discriminator("$request.header.X-Event", "/action"),
    unhandled = accept,
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
    danger_unsigned_discriminator
)]
pub enum Pairs260 {
    #[event("h00", "a00")]
    E00A00(Tiny),
    #[event("h00", "a01")]
    E00A01(Tiny),
    #[event("h00", "a02")]
    E00A02(Tiny),
    #[event("h00", "a03")]
    E00A03(Tiny),
    #[event("h00", "a04")]
    E00A04(Tiny),
    #[event("h00", "a05")]
    E00A05(Tiny),
    #[event("h00", "a06")]
    E00A06(Tiny),
    #[event("h00", "a07")]
    E00A07(Tiny),
    #[event("h00", "a08")]
    E00A08(Tiny),
    #[event("h00", "a09")]
    E00A09(Tiny),
    #[event("h01", "a00")]
    E01A00(Tiny),
    #[event("h01", "a01")]
    E01A01(Tiny),
    #[event("h01", "a02")]
    E01A02(Tiny),
    #[event("h01", "a03")]
    E01A03(Tiny),
    #[event("h01", "a04")]
    E01A04(Tiny),
    #[event("h01", "a05")]
    E01A05(Tiny),
    #[event("h01", "a06")]
    E01A06(Tiny),
    #[event("h01", "a07")]
    E01A07(Tiny),
    #[event("h01", "a08")]
    E01A08(Tiny),
    #[event("h01", "a09")]
    E01A09(Tiny),
    #[event("h02", "a00")]
    E02A00(Tiny),
    #[event("h02", "a01")]
    E02A01(Tiny),
    #[event("h02", "a02")]
    E02A02(Tiny),
    #[event("h02", "a03")]
    E02A03(Tiny),
    #[event("h02", "a04")]
    E02A04(Tiny),
    #[event("h02", "a05")]
    E02A05(Tiny),
    #[event("h02", "a06")]
    E02A06(Tiny),
    #[event("h02", "a07")]
    E02A07(Tiny),
    #[event("h02", "a08")]
    E02A08(Tiny),
    #[event("h02", "a09")]
    E02A09(Tiny),
    #[event("h03", "a00")]
    E03A00(Tiny),
    #[event("h03", "a01")]
    E03A01(Tiny),
    #[event("h03", "a02")]
    E03A02(Tiny),
    #[event("h03", "a03")]
    E03A03(Tiny),
    #[event("h03", "a04")]
    E03A04(Tiny),
    #[event("h03", "a05")]
    E03A05(Tiny),
    #[event("h03", "a06")]
    E03A06(Tiny),
    #[event("h03", "a07")]
    E03A07(Tiny),
    #[event("h03", "a08")]
    E03A08(Tiny),
    #[event("h03", "a09")]
    E03A09(Tiny),
    #[event("h04", "a00")]
    E04A00(Tiny),
    #[event("h04", "a01")]
    E04A01(Tiny),
    #[event("h04", "a02")]
    E04A02(Tiny),
    #[event("h04", "a03")]
    E04A03(Tiny),
    #[event("h04", "a04")]
    E04A04(Tiny),
    #[event("h04", "a05")]
    E04A05(Tiny),
    #[event("h04", "a06")]
    E04A06(Tiny),
    #[event("h04", "a07")]
    E04A07(Tiny),
    #[event("h04", "a08")]
    E04A08(Tiny),
    #[event("h04", "a09")]
    E04A09(Tiny),
    #[event("h05", "a00")]
    E05A00(Tiny),
    #[event("h05", "a01")]
    E05A01(Tiny),
    #[event("h05", "a02")]
    E05A02(Tiny),
    #[event("h05", "a03")]
    E05A03(Tiny),
    #[event("h05", "a04")]
    E05A04(Tiny),
    #[event("h05", "a05")]
    E05A05(Tiny),
    #[event("h05", "a06")]
    E05A06(Tiny),
    #[event("h05", "a07")]
    E05A07(Tiny),
    #[event("h05", "a08")]
    E05A08(Tiny),
    #[event("h05", "a09")]
    E05A09(Tiny),
    #[event("h06", "a00")]
    E06A00(Tiny),
    #[event("h06", "a01")]
    E06A01(Tiny),
    #[event("h06", "a02")]
    E06A02(Tiny),
    #[event("h06", "a03")]
    E06A03(Tiny),
    #[event("h06", "a04")]
    E06A04(Tiny),
    #[event("h06", "a05")]
    E06A05(Tiny),
    #[event("h06", "a06")]
    E06A06(Tiny),
    #[event("h06", "a07")]
    E06A07(Tiny),
    #[event("h06", "a08")]
    E06A08(Tiny),
    #[event("h06", "a09")]
    E06A09(Tiny),
    #[event("h07", "a00")]
    E07A00(Tiny),
    #[event("h07", "a01")]
    E07A01(Tiny),
    #[event("h07", "a02")]
    E07A02(Tiny),
    #[event("h07", "a03")]
    E07A03(Tiny),
    #[event("h07", "a04")]
    E07A04(Tiny),
    #[event("h07", "a05")]
    E07A05(Tiny),
    #[event("h07", "a06")]
    E07A06(Tiny),
    #[event("h07", "a07")]
    E07A07(Tiny),
    #[event("h07", "a08")]
    E07A08(Tiny),
    #[event("h07", "a09")]
    E07A09(Tiny),
    #[event("h08", "a00")]
    E08A00(Tiny),
    #[event("h08", "a01")]
    E08A01(Tiny),
    #[event("h08", "a02")]
    E08A02(Tiny),
    #[event("h08", "a03")]
    E08A03(Tiny),
    #[event("h08", "a04")]
    E08A04(Tiny),
    #[event("h08", "a05")]
    E08A05(Tiny),
    #[event("h08", "a06")]
    E08A06(Tiny),
    #[event("h08", "a07")]
    E08A07(Tiny),
    #[event("h08", "a08")]
    E08A08(Tiny),
    #[event("h08", "a09")]
    E08A09(Tiny),
    #[event("h09", "a00")]
    E09A00(Tiny),
    #[event("h09", "a01")]
    E09A01(Tiny),
    #[event("h09", "a02")]
    E09A02(Tiny),
    #[event("h09", "a03")]
    E09A03(Tiny),
    #[event("h09", "a04")]
    E09A04(Tiny),
    #[event("h09", "a05")]
    E09A05(Tiny),
    #[event("h09", "a06")]
    E09A06(Tiny),
    #[event("h09", "a07")]
    E09A07(Tiny),
    #[event("h09", "a08")]
    E09A08(Tiny),
    #[event("h09", "a09")]
    E09A09(Tiny),
    #[event("h10", "a00")]
    E10A00(Tiny),
    #[event("h10", "a01")]
    E10A01(Tiny),
    #[event("h10", "a02")]
    E10A02(Tiny),
    #[event("h10", "a03")]
    E10A03(Tiny),
    #[event("h10", "a04")]
    E10A04(Tiny),
    #[event("h10", "a05")]
    E10A05(Tiny),
    #[event("h10", "a06")]
    E10A06(Tiny),
    #[event("h10", "a07")]
    E10A07(Tiny),
    #[event("h10", "a08")]
    E10A08(Tiny),
    #[event("h10", "a09")]
    E10A09(Tiny),
    #[event("h11", "a00")]
    E11A00(Tiny),
    #[event("h11", "a01")]
    E11A01(Tiny),
    #[event("h11", "a02")]
    E11A02(Tiny),
    #[event("h11", "a03")]
    E11A03(Tiny),
    #[event("h11", "a04")]
    E11A04(Tiny),
    #[event("h11", "a05")]
    E11A05(Tiny),
    #[event("h11", "a06")]
    E11A06(Tiny),
    #[event("h11", "a07")]
    E11A07(Tiny),
    #[event("h11", "a08")]
    E11A08(Tiny),
    #[event("h11", "a09")]
    E11A09(Tiny),
    #[event("h12", "a00")]
    E12A00(Tiny),
    #[event("h12", "a01")]
    E12A01(Tiny),
    #[event("h12", "a02")]
    E12A02(Tiny),
    #[event("h12", "a03")]
    E12A03(Tiny),
    #[event("h12", "a04")]
    E12A04(Tiny),
    #[event("h12", "a05")]
    E12A05(Tiny),
    #[event("h12", "a06")]
    E12A06(Tiny),
    #[event("h12", "a07")]
    E12A07(Tiny),
    #[event("h12", "a08")]
    E12A08(Tiny),
    #[event("h12", "a09")]
    E12A09(Tiny),
    #[event("h13", "a00")]
    E13A00(Tiny),
    #[event("h13", "a01")]
    E13A01(Tiny),
    #[event("h13", "a02")]
    E13A02(Tiny),
    #[event("h13", "a03")]
    E13A03(Tiny),
    #[event("h13", "a04")]
    E13A04(Tiny),
    #[event("h13", "a05")]
    E13A05(Tiny),
    #[event("h13", "a06")]
    E13A06(Tiny),
    #[event("h13", "a07")]
    E13A07(Tiny),
    #[event("h13", "a08")]
    E13A08(Tiny),
    #[event("h13", "a09")]
    E13A09(Tiny),
    #[event("h14", "a00")]
    E14A00(Tiny),
    #[event("h14", "a01")]
    E14A01(Tiny),
    #[event("h14", "a02")]
    E14A02(Tiny),
    #[event("h14", "a03")]
    E14A03(Tiny),
    #[event("h14", "a04")]
    E14A04(Tiny),
    #[event("h14", "a05")]
    E14A05(Tiny),
    #[event("h14", "a06")]
    E14A06(Tiny),
    #[event("h14", "a07")]
    E14A07(Tiny),
    #[event("h14", "a08")]
    E14A08(Tiny),
    #[event("h14", "a09")]
    E14A09(Tiny),
    #[event("h15", "a00")]
    E15A00(Tiny),
    #[event("h15", "a01")]
    E15A01(Tiny),
    #[event("h15", "a02")]
    E15A02(Tiny),
    #[event("h15", "a03")]
    E15A03(Tiny),
    #[event("h15", "a04")]
    E15A04(Tiny),
    #[event("h15", "a05")]
    E15A05(Tiny),
    #[event("h15", "a06")]
    E15A06(Tiny),
    #[event("h15", "a07")]
    E15A07(Tiny),
    #[event("h15", "a08")]
    E15A08(Tiny),
    #[event("h15", "a09")]
    E15A09(Tiny),
    #[event("h16", "a00")]
    E16A00(Tiny),
    #[event("h16", "a01")]
    E16A01(Tiny),
    #[event("h16", "a02")]
    E16A02(Tiny),
    #[event("h16", "a03")]
    E16A03(Tiny),
    #[event("h16", "a04")]
    E16A04(Tiny),
    #[event("h16", "a05")]
    E16A05(Tiny),
    #[event("h16", "a06")]
    E16A06(Tiny),
    #[event("h16", "a07")]
    E16A07(Tiny),
    #[event("h16", "a08")]
    E16A08(Tiny),
    #[event("h16", "a09")]
    E16A09(Tiny),
    #[event("h17", "a00")]
    E17A00(Tiny),
    #[event("h17", "a01")]
    E17A01(Tiny),
    #[event("h17", "a02")]
    E17A02(Tiny),
    #[event("h17", "a03")]
    E17A03(Tiny),
    #[event("h17", "a04")]
    E17A04(Tiny),
    #[event("h17", "a05")]
    E17A05(Tiny),
    #[event("h17", "a06")]
    E17A06(Tiny),
    #[event("h17", "a07")]
    E17A07(Tiny),
    #[event("h17", "a08")]
    E17A08(Tiny),
    #[event("h17", "a09")]
    E17A09(Tiny),
    #[event("h18", "a00")]
    E18A00(Tiny),
    #[event("h18", "a01")]
    E18A01(Tiny),
    #[event("h18", "a02")]
    E18A02(Tiny),
    #[event("h18", "a03")]
    E18A03(Tiny),
    #[event("h18", "a04")]
    E18A04(Tiny),
    #[event("h18", "a05")]
    E18A05(Tiny),
    #[event("h18", "a06")]
    E18A06(Tiny),
    #[event("h18", "a07")]
    E18A07(Tiny),
    #[event("h18", "a08")]
    E18A08(Tiny),
    #[event("h18", "a09")]
    E18A09(Tiny),
    #[event("h19", "a00")]
    E19A00(Tiny),
    #[event("h19", "a01")]
    E19A01(Tiny),
    #[event("h19", "a02")]
    E19A02(Tiny),
    #[event("h19", "a03")]
    E19A03(Tiny),
    #[event("h19", "a04")]
    E19A04(Tiny),
    #[event("h19", "a05")]
    E19A05(Tiny),
    #[event("h19", "a06")]
    E19A06(Tiny),
    #[event("h19", "a07")]
    E19A07(Tiny),
    #[event("h19", "a08")]
    E19A08(Tiny),
    #[event("h19", "a09")]
    E19A09(Tiny),
    #[event("h20", "a00")]
    E20A00(Tiny),
    #[event("h20", "a01")]
    E20A01(Tiny),
    #[event("h20", "a02")]
    E20A02(Tiny),
    #[event("h20", "a03")]
    E20A03(Tiny),
    #[event("h20", "a04")]
    E20A04(Tiny),
    #[event("h20", "a05")]
    E20A05(Tiny),
    #[event("h20", "a06")]
    E20A06(Tiny),
    #[event("h20", "a07")]
    E20A07(Tiny),
    #[event("h20", "a08")]
    E20A08(Tiny),
    #[event("h20", "a09")]
    E20A09(Tiny),
    #[event("h21", "a00")]
    E21A00(Tiny),
    #[event("h21", "a01")]
    E21A01(Tiny),
    #[event("h21", "a02")]
    E21A02(Tiny),
    #[event("h21", "a03")]
    E21A03(Tiny),
    #[event("h21", "a04")]
    E21A04(Tiny),
    #[event("h21", "a05")]
    E21A05(Tiny),
    #[event("h21", "a06")]
    E21A06(Tiny),
    #[event("h21", "a07")]
    E21A07(Tiny),
    #[event("h21", "a08")]
    E21A08(Tiny),
    #[event("h21", "a09")]
    E21A09(Tiny),
    #[event("h22", "a00")]
    E22A00(Tiny),
    #[event("h22", "a01")]
    E22A01(Tiny),
    #[event("h22", "a02")]
    E22A02(Tiny),
    #[event("h22", "a03")]
    E22A03(Tiny),
    #[event("h22", "a04")]
    E22A04(Tiny),
    #[event("h22", "a05")]
    E22A05(Tiny),
    #[event("h22", "a06")]
    E22A06(Tiny),
    #[event("h22", "a07")]
    E22A07(Tiny),
    #[event("h22", "a08")]
    E22A08(Tiny),
    #[event("h22", "a09")]
    E22A09(Tiny),
    #[event("h23", "a00")]
    E23A00(Tiny),
    #[event("h23", "a01")]
    E23A01(Tiny),
    #[event("h23", "a02")]
    E23A02(Tiny),
    #[event("h23", "a03")]
    E23A03(Tiny),
    #[event("h23", "a04")]
    E23A04(Tiny),
    #[event("h23", "a05")]
    E23A05(Tiny),
    #[event("h23", "a06")]
    E23A06(Tiny),
    #[event("h23", "a07")]
    E23A07(Tiny),
    #[event("h23", "a08")]
    E23A08(Tiny),
    #[event("h23", "a09")]
    E23A09(Tiny),
    #[event("h24", "a00")]
    E24A00(Tiny),
    #[event("h24", "a01")]
    E24A01(Tiny),
    #[event("h24", "a02")]
    E24A02(Tiny),
    #[event("h24", "a03")]
    E24A03(Tiny),
    #[event("h24", "a04")]
    E24A04(Tiny),
    #[event("h24", "a05")]
    E24A05(Tiny),
    #[event("h24", "a06")]
    E24A06(Tiny),
    #[event("h24", "a07")]
    E24A07(Tiny),
    #[event("h24", "a08")]
    E24A08(Tiny),
    #[event("h24", "a09")]
    E24A09(Tiny),
    #[event("h25", "a00")]
    E25A00(Tiny),
    #[event("h25", "a01")]
    E25A01(Tiny),
    #[event("h25", "a02")]
    E25A02(Tiny),
    #[event("h25", "a03")]
    E25A03(Tiny),
    #[event("h25", "a04")]
    E25A04(Tiny),
    #[event("h25", "a05")]
    E25A05(Tiny),
    #[event("h25", "a06")]
    E25A06(Tiny),
    #[event("h25", "a07")]
    E25A07(Tiny),
    #[event("h25", "a08")]
    E25A08(Tiny),
    #[event("h25", "a09")]
    E25A09(Tiny),
}

#[on_event(group = "many10", event = "e0005")]
fn on_many10(event: Tiny) {
    std::hint::black_box(&event);
}

#[on_event(group = "many1000", event = "e0500")]
fn on_many1000(event: Tiny) {
    std::hint::black_box(&event);
}

#[on_event(group = "pairs10", event = "h01.a02")]
fn on_pairs10(event: Tiny) {
    std::hint::black_box(&event);
}

#[on_event(group = "pairs260", event = "h13.a05")]
fn on_pairs260(event: Tiny) {
    std::hint::black_box(&event);
}
